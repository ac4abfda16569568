import { rowColumn } from '../../contracts/table.js';

/** A column or table name as SQL: quoted, whatever stands in it. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text as an SQL literal: quoted, whatever stands in it. */
export function literal(text: string): string {
  const parts = text.split('\0').map((part) => `'${part.replaceAll("'", "''")}'`);
  // A statement ends at a NUL, so one within a text is spelt out.
  return parts.length === 1 ? parts.join('') : `(${parts.join(' || chr(0) || ')})`;
}

/** Texts as an SQL list, such as `['a', 'b']`. */
export function literals(texts: readonly string[]): string {
  return `[${texts.map(literal).join(', ')}]::VARCHAR[]`;
}

/** A relation with the rows of Parquet files, one file after the other. */
export function parquetRows(files: string | readonly string[]): string {
  return `read_parquet(${literals(asPatterns(files))})`;
}

/** As {@link parquetRows}, with the position of each row in its file as `file_row_number`. */
export function numberedParquetRows(file: string): string {
  return `read_parquet(${literals(asPatterns(file))}, file_row_number = true)`;
}

/** The rows of a table that `ingestTable` wrote, each with its number (from 0, in order) in {@link rowColumn}. */
export function tableRows(file: string): string {
  return `(SELECT file_row_number AS ${identifier(rowColumn)}, * EXCLUDE (file_row_number) FROM ${numberedParquetRows(file)})`;
}

/** DuckDB reads `*`, `?` and `[` in a path as a pattern; a class of one stands for the letter itself. */
export function asPatterns(files: string | readonly string[]): readonly string[] {
  const list = typeof files === 'string' ? [files] : files;
  return list.map((file) => file.replaceAll(/[*?[]/g, '[$&]'));
}
