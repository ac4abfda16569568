import { asPatterns, literal, literals } from '../../tables/sql.js';
import type { FoundFile } from '../files/find-files.js';
import type { Compression } from '../files/inspect-file.js';
import type { readsAs } from './encoding.js';

/** What a project may pin of a CSV file. */
export interface CsvPins {
  readonly delimiter?: string | undefined;
  readonly quote?: string | undefined;
  readonly escape?: string | undefined;
  readonly header?: boolean | undefined;
  readonly columns?: readonly string[] | undefined;
  readonly encoding: 'auto' | keyof typeof readsAs;
  readonly compression: Compression | 'auto';
  readonly skip?: number | undefined;
  readonly comment?: string | undefined;
  readonly decimal_separator: string;
  readonly null_values?: readonly string[] | undefined;
}

/** A CSV file as DuckDB will read it: itself, or a UTF-8 copy. */
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
  /** Empty for none. */
  readonly comment: string;
  /** As DuckDB writes it: `\n`, `\r` or `\r\n`, with backslashes. */
  readonly newLine: string;
  /** A type for each column, guessed from a sample. */
  readonly types: readonly string[];
}

/** The rows of a CSV file, every cell as text, in SQL. Nothing is left for DuckDB to guess; `missing` texts are NULL. */
export function csvRelation(
  input: CsvInput,
  { dialect, names }: { readonly dialect: Dialect; readonly names: readonly string[] },
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
  return `read_csv(${literal(asPatterns(input.file).join(''))}, ${options.join(', ')})`;
}

/** The part of a dialect that tells cells and lines apart. */
export function dialectOptions(dialect: Dialect): readonly string[] {
  return [
    `delim = ${literal(dialect.delimiter)}`,
    `quote = ${literal(dialect.quote)}`,
    `escape = ${literal(dialect.escape)}`,
    `skip = ${dialect.skip}`,
    `comment = ${literal(dialect.comment)}`,
    `new_line = ${literal(dialect.newLine)}`,
  ];
}
