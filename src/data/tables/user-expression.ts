import type { Column } from '../../contracts/table.js';
import { MlxError, nearestWord } from '../../errors/index.js';
import { storageOf } from './cell-types.js';
import type { Database } from './database.js';
import { identifier, literal } from './sql.js';
import { clocks, userFunctions } from './user-functions.js';

/** An SQL expression of the project file over the columns of one row, found to be no more than that. */
export interface UserExpression {
  /** Written anew from its parsed form, in brackets: fit to stand anywhere in SQL over those columns. */
  readonly sql: string;
  /** The columns it reads, as the table names them, each once. */
  readonly columns: readonly string[];
}

/**
 * Reads what a user wrote as one expression over the columns of a row. It may compare, compute and call functions
 * that give the same at every run; it cannot look at other rows, other tables, files, the environment or the
 * clock. Throws `data/expression` for anything else, and for a column there is not.
 */
export async function parseExpression(
  database: Database,
  text: string,
  columns: readonly string[],
): Promise<UserExpression> {
  const parsed = await parse(database, `SELECT (\n${text}\n) FROM ${identifier(standIn)}`);
  if (typeof parsed === 'string') throw refused(text, `it cannot be read: ${parsed}`);
  const inspection = new Inspection(text, columns);
  inspection.statement(parsed.tree);
  const rest = parsed.sql.slice('SELECT '.length, -` FROM ${standIn}`.length);
  return { sql: `(${rest})`, columns: [...inspection.found] };
}

/**
 * As {@link parseExpression}, and holds the expression against the types of the columns. Throws `data/expression`
 * too when they do not go together, or when it is to be a condition and is none.
 */
export async function readExpression(
  database: Database,
  text: string,
  {
    columns,
    condition,
  }: {
    readonly columns: readonly Pick<Column, 'name' | 'type'>[];
    /** Whether it must be true or false. */
    readonly condition: boolean;
  },
): Promise<UserExpression & { readonly storage: string }> {
  const expression = await parseExpression(
    database,
    text,
    columns.map(({ name }) => name),
  );
  const cells = columns.map(
    ({ name, type }) => `CAST(NULL AS ${storageOf(type)}) AS ${identifier(name)}`,
  );
  const query = `SELECT ${expression.sql} AS value FROM (SELECT ${cells.join(', ')}) WHERE false`;
  const storage = await typeOf(database, query, text);
  if (condition && storage !== 'BOOLEAN' && storage !== '"NULL"') {
    throw refused(text, 'it is not a condition, which is true or false', [
      'Compare with something, such as `a >= b`',
    ]);
  }
  return { ...expression, storage };
}

async function typeOf(database: Database, query: string, text: string): Promise<string> {
  try {
    const [row] = await database.rows<{ column_type: string }>(`DESCRIBE ${query}`);
    return row?.column_type ?? '';
  } catch (error) {
    throw refused(text, `it does not suit the columns: ${firstLine(error)}`, [
      'Look at the types `mlx ingest` prints, and convert with `CAST(a AS DOUBLE)` where needed',
    ]);
  }
}

/**
 * The error of an expression that fails on a row, such as a text that is cast to a number; others as they are. DuckDB quotes the
 * cell, which `hides` covers.
 */
export function expressionFailure(error: unknown, text: string, hides = false): unknown {
  const reason = failureOnRow(error);
  if (reason === undefined) return error;
  return refused(
    text,
    `it fails on a row: ${hides ? reason.replace(/['"].*['"]/s, '(hidden)') : reason}`,
    ['Use `TRY_CAST(a AS DOUBLE)`, which is empty where the cast would fail'],
  );
}

/** Why DuckDB could not work out a row; undefined when an error is of another kind. */
export function failureOnRow(error: unknown): string | undefined {
  if (!(error instanceof Error) || error instanceof MlxError) return undefined;
  const fails = /^(?:Conversion|Invalid Input|Out of Range) Error: /.test(error.message);
  return fails ? firstLine(error) : undefined;
}

/** The name of the table in the statement that is parsed; no such table exists. */
const standIn = '__rows';

type Tree = Readonly<Record<string, unknown>>;

/** The only statement of a text and its canonical SQL, or why it cannot be read. */
async function parse(
  database: Database,
  sql: string,
): Promise<{ readonly tree: Tree; readonly sql: string } | string> {
  const [row] = await database.rows<{ tree: string }>(
    `SELECT CAST(json_serialize_sql(${literal(sql)}) AS VARCHAR) AS tree`,
  );
  const tree = JSON.parse(row?.tree ?? '{}') as Tree;
  if (tree['error'] === true) return firstLine(String(tree['error_message']));
  const [back] = await database.rows<{ sql: string }>(
    `SELECT json_deserialize_sql(CAST(${literal(row?.tree ?? '')} AS JSON)) AS sql`,
  );
  return { tree, sql: back?.sql ?? '' };
}

/** Walks a parsed statement and refuses whatever is not known to be harmless. */
class Inspection {
  readonly found = new Set<string>();
  readonly #text: string;
  readonly #names: ReadonlyMap<string, string>;

  constructor(text: string, columns: readonly string[]) {
    this.#text = text;
    this.#names = new Map(columns.map((name) => [name.toLowerCase(), name]));
  }

  /** The statement must be the one we made round the expression, and nothing more. */
  statement(tree: Tree): void {
    const statements = tree['statements'] as readonly { readonly node: Tree }[];
    const [statement] = statements;
    const [only, ...more] = (statement?.node['select_list'] ?? []) as readonly Tree[];
    if (
      statements.length !== 1 ||
      !isOurs(statement?.node) ||
      only === undefined ||
      more.length > 0
    )
      throw refused(this.#text, 'it is more than one expression');
    this.#expression(only);
  }

  #expression(node: Tree): void {
    const kind = String(node['class']);
    const refusal = refusals[kind];
    if (refusal !== undefined) throw refused(this.#text, refusal);
    if (!harmless.has(kind)) throw refused(this.#text, `it holds \`${kind.toLowerCase()}\``);
    if (kind === 'COLUMN_REF') this.#column(node['column_names'] as string[]);
    if (kind === 'FUNCTION') this.#function(node);
    if (node['type'] === 'GROUPING_FUNCTION') throw refused(this.#text, aggregates);
    for (const value of Object.values(node)) this.#below(value);
  }

  /** Expressions lie in lists, under keys of their own, and in the branches of CASE. */
  #below(value: unknown): void {
    if (Array.isArray(value)) for (const item of value) this.#below(item);
    else if (typeof value === 'object' && value !== null) {
      if ('class' in value) this.#expression(value);
      else for (const inner of Object.values(value)) this.#below(inner);
    }
  }

  #column(parts: readonly string[]): void {
    const [written = ''] = parts;
    const name = this.#names.get(written.toLowerCase());
    if (parts.length === 1 && name !== undefined) {
      this.found.add(name);
      return;
    }
    if (clocks.has(written.toLowerCase())) throw refused(this.#text, clockText(written));
    const shown = parts.join('.');
    const nearest = nearestWord(shown, this.#names.values());
    throw refused(this.#text, `there is no column \`${shown}\``, [
      nearest === undefined
        ? "Put a text in single quotes, such as 'basic', and the name of a column in double ones"
        : `Did you mean \`${nearest}\`?`,
    ]);
  }

  #function(node: Tree): void {
    const name = String(node['function_name']).toLowerCase();
    const schema = node['schema'];
    const whole = node['distinct'] !== true && node['filter'] === null;
    if (userFunctions.has(name) && whole && (schema === '' || schema === 'main')) return;
    if (clocks.has(name)) throw refused(this.#text, clockText(name));
    const nearest = nearestWord(name, userFunctions);
    throw refused(this.#text, `\`${name}\` is no function an expression may call`, [
      ...(nearest === undefined ? [] : [`Did you mean \`${nearest}\`?`]),
      'Call functions of the row alone: no aggregates, files, settings, chance or clock',
    ]);
  }
}

const harmless: ReadonlySet<string> = new Set([
  ...['BETWEEN', 'CASE', 'CAST', 'COLUMN_REF', 'COMPARISON', 'CONJUNCTION', 'CONSTANT'],
  ...['FUNCTION', 'OPERATOR'],
]);

const aggregates = 'it looks at more rows than one';

const refusals: Readonly<Record<string, string>> = {
  SUBQUERY: 'it holds a query of its own',
  WINDOW: aggregates,
  AGGREGATE: aggregates,
  STAR: 'it names all columns at once',
  PARAMETER: 'it holds a placeholder',
  POSITIONAL_REFERENCE: 'it names a column by its position',
  LAMBDA: 'it holds a function of its own',
};

const clauses = [
  ...[
    'modifiers',
    'where_clause',
    'group_expressions',
    'group_sets',
    'having',
    'sample',
    'qualify',
  ],
] as const;

/** Whether a statement selects from the table we named, and does nothing else. */
function isOurs(node: Tree = {}): boolean {
  const from = node['from_table'] as Tree | undefined;
  const plain = from?.['type'] === 'BASE_TABLE' && from['table_name'] === standIn;
  return node['type'] === 'SELECT_NODE' && plain && clauses.every((each) => isEmpty(node[each]));
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0);
}

function clockText(name: string): string {
  return `\`${name}\` gives something else at every run`;
}

function refused(text: string, why: string, hints: readonly string[] = []): MlxError {
  const shown = text.trim().replaceAll(/\s+/g, ' ').replaceAll('`', "'");
  const short = shown.length > 80 ? `${shown.slice(0, 79)}…` : shown;
  return new MlxError('data/expression', `The expression \`${short}\` cannot be used: ${why}`, {
    hints: hints.length === 0 ? ['Write one expression over the columns of a row'] : hints,
  });
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const line = text.split('\n')[0] ?? text;
  return line
    .replace(/^[A-Z][A-Za-z ]* Error: /, '')
    .replace(/[.!]$/, '')
    .replaceAll('`', "'");
}
