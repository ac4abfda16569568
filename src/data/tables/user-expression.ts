import type { Column } from '../../contracts/table.js';
import { MlxError } from '../../errors/index.js';
import { storageOf } from './cell-types.js';
import type { Database } from './database.js';
import { Inspection, refused, standIn, type Tree } from './expression-inspection.js';
import { namesToQuote, type Quoted } from './names-to-quote.js';
import { identifier, literal } from './sql.js';

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
  try {
    return await inspected(database, text, columns);
  } catch (error) {
    if (!(error instanceof MlxError)) throw error;
    const quoted = await namesToQuote(text, columns, async (attempt) => {
      return inspected(database, attempt, columns).then(
        () => true,
        () => false,
      );
    });
    throw quoted === undefined ? error : unquoted(text, quoted);
  }
}

async function inspected(
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

/** A name that SQL takes for a word of its own, or for several words. */
function unquoted(text: string, quoted: Quoted): MlxError {
  const names = quoted.names.map((name) => `\`${name}\``).join(' and ');
  const why =
    quoted.names.length === 1
      ? `the name of the column ${names} has to stand in double quotes`
      : `the names of the columns ${names} have to stand in double quotes`;
  return refused(text, `${why}, since SQL reads it otherwise`, [
    `Write \`'${quoted.text.trim().replaceAll("'", "''")}'\`: names in double quotes, and all of it in single ones for YAML`,
  ]);
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

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const line = text.split('\n')[0] ?? text;
  return line
    .replace(/^[A-Z][A-Za-z ]* Error: /, '')
    .replace(/[.!]$/, '')
    .replaceAll('`', "'");
}
