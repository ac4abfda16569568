import { MlxError, nearestWord } from '../../errors/index.js';
import { clocks, userFunctions } from './user-functions.js';

/** The name of the table in the statement that is parsed; no such table exists. */
export const standIn = '__rows';

/** A statement as DuckDB parses it. */
export type Tree = Readonly<Record<string, unknown>>;

/** Walks a parsed statement and refuses whatever is not known to be harmless. */
export class Inspection {
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

/** An expression that cannot be used, with why. */
export function refused(text: string, why: string, hints: readonly string[] = []): MlxError {
  const shown = text.trim().replaceAll(/\s+/g, ' ').replaceAll('`', "'");
  const short = shown.length > 80 ? `${shown.slice(0, 79)}…` : shown;
  return new MlxError('data/expression', `The expression \`${short}\` cannot be used: ${why}`, {
    hints: hints.length === 0 ? ['Write one expression over the columns of a row'] : hints,
  });
}
