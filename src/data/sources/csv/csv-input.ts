import { asPatterns, identifier, literal, literals } from '../../tables/sql.js';
import type { FoundFile } from '../files/find-files.js';
import type { Compression } from '../files/inspect-file.js';
import type { PinnedEncoding } from './encoding.js';

/** What a project may pin of a CSV file. */
export interface CsvPins {
  readonly delimiter?: string | undefined;
  readonly quote?: string | undefined;
  readonly escape?: string | undefined;
  readonly header?: boolean | undefined;
  readonly columns?: readonly string[] | undefined;
  readonly encoding: PinnedEncoding;
  readonly compression: Compression | 'auto';
  readonly skip?: number | undefined;
  readonly comment?: string | undefined;
  readonly decimal_separator: string;
  readonly null_values?: readonly string[] | undefined;
  /** True to refuse what would be mended or guessed. */
  readonly strict: boolean;
}

/** A CSV file as DuckDB will read it: itself, or a copy in UTF-8. */
export interface CsvInput {
  readonly found: FoundFile;
  readonly file: string;
  readonly compression: Compression;
}

/** How the cells of a CSV file are told apart. */
export interface Dialect {
  readonly delimiter: string;
  /** Empty for none. */
  readonly quote: string;
  readonly escape: string;
  readonly header: boolean;
  readonly skip: number;
  /** As DuckDB writes it: `\n`, `\r` or `\r\n`, with backslashes. */
  readonly newLine: string;
}

/** Rows that show that the file is not what its beginning promised. */
interface Guards {
  /** Columns that have no cells. */
  readonly hollow: readonly string[];
  /** Cells of the header by column, to find it again among the rows; none to let it be. */
  readonly header: ReadonlyMap<string, string>;
}

/** How a CSV file is read. */
export interface CsvReading {
  readonly dialect: Dialect;
  readonly names: readonly string[];
  readonly guards?: Guards;
}

/**
 * The rows of a CSV file, every cell as text, in SQL. Nothing is left for DuckDB to guess; `missing` texts are NULL.
 * A row the guards do not let pass is an error that says the table is irregular.
 */
export function csvRelation(
  input: CsvInput,
  { dialect, names, guards }: CsvReading,
  missing: readonly string[] = [''],
): string {
  const columns = names.map((name) => `${literal(name)}: 'VARCHAR'`).join(', ');
  const options = [
    'auto_detect = false',
    ...dialectOptions(dialect),
    `compression = ${literal(input.compression)}`,
    `header = ${dialect.header}`,
    `columns = {${columns}}`,
    `nullstr = ${literals(missing)}`,
  ];
  const rows = `read_csv(${literal(asPatterns(input.file).join(''))}, ${options.join(', ')})`;
  const tests = guards === undefined ? [] : guardTests(guards);
  if (tests.length === 0) return rows;
  // The message must depend on a cell: a constant one could be raised before any row is read.
  const cell = identifier(names[0] ?? '');
  const fault = `error(${literal(irregular)} || left(coalesce(${cell}, ''), 0))`;
  return `(SELECT * FROM ${rows} WHERE CASE WHEN ${tests.join(' OR ')} THEN ${fault} ELSE true END)`;
}

/** What the error says that a guard raises. */
export const irregular = 'the CSV table is irregular';

function guardTests({ hollow, header }: Guards): readonly string[] {
  const filled = hollow.map((name) => `trim(${identifier(name)}) <> ''`);
  const repeated = [...header].map(
    // Looking for a text costs a third of trimming each cell.
    ([name, cell]) =>
      `(contains(${identifier(name)}, ${literal(cell)}) AND trim(${identifier(name)}) = ${literal(cell)})`,
  );
  return repeated.length === 0 ? filled : [...filled, `(${repeated.join(' AND ')})`];
}

function dialectOptions(dialect: Dialect): readonly string[] {
  return [
    `delim = ${literal(dialect.delimiter)}`,
    `quote = ${literal(dialect.quote)}`,
    `escape = ${literal(dialect.escape)}`,
    `skip = ${dialect.skip}`,
    `comment = ''`,
    `new_line = ${literal(dialect.newLine)}`,
  ];
}
