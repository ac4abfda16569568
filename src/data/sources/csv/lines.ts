import { asPatterns, literal } from '../../tables/sql.js';
import type { Compression } from '../files/inspect-file.js';

/** A text file as DuckDB will read it: itself, or a copy in UTF-8. */
export interface LinesInput {
  readonly file: string;
  readonly compression: Compression;
}

/** The lines of a text file behind the first so many that are not blank, as column `line`, in SQL. */
export function lineRelation(input: LinesInput, skip: number): string {
  return `(SELECT line FROM ${allLines(input, skip)} WHERE ${isFilled})`;
}

/** As {@link lineRelation}, with the number of each line in the file, from 1, as column `number`. */
export function numberedLines(input: LinesInput, skip: number): string {
  const all = `SELECT line, row_number() OVER () + ${skip} AS number FROM ${allLines(input, skip)}`;
  return `(SELECT line, number FROM (${all}) WHERE ${isFilled})`;
}

/** What may stand on a blank line, and behind the last cell of any, in SQL; no SQL text can hold a NUL itself. */
export const blanks = `(${literal(' \t\r')} || chr(0))`;

const isFilled = `trim(line, ${blanks}) <> ''`;

/** Every line of a text file behind the first so many, whatever it ends with, also the blank ones, in SQL. */
export function allLines({ file, compression }: LinesInput, skip = 0): string {
  const options = [
    'auto_detect = false',
    'header = false',
    'strict_mode = false',
    `columns = {line: 'VARCHAR'}`,
    `delim = ${literal(neverADelimiter)}`,
    `quote = ''`,
    `escape = ''`,
    `comment = ''`,
    `skip = ${skip}`,
    `compression = ${literal(compression)}`,
  ];
  return `read_csv(${literal(asPatterns(file).join(''))}, ${options.join(', ')})`;
}

const neverADelimiter = '\u0001';
