import type { ColumnType } from '../../contracts/table.js';
import { isoTimestamp } from './iso-timestamp.js';
import { literal, literals } from './sql.js';

/** The Parquet type that holds a column of a type. */
export function storageOf(
  type: ColumnType,
): 'VARCHAR' | 'BIGINT' | 'DOUBLE' | 'BOOLEAN' | 'TIMESTAMP' {
  return storages[type];
}

const storages = {
  number: 'DOUBLE',
  integer: 'BIGINT',
  boolean: 'BOOLEAN',
  category: 'VARCHAR',
  text: 'VARCHAR',
  image: 'VARCHAR',
  timestamp: 'TIMESTAMP',
} as const;

/**
 * Blanks round a cell are no part of it; a cell of nothing else is missing. The same characters as
 * JavaScript's trim() takes off, so that serving sees what training saw.
 */
const blanks =
  ' \t\n\r\u000b\f\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff';

/** Cells that are missing in any column, unless the source names its own `null_values`. */
export const missingTexts = [
  ...['NA', 'N/A', 'n/a', '#N/A', '<NA>', 'NaN', 'nan', 'NULL', 'Null', 'null', '?', '.'],
] as const;

/** Cells that are missing in a column whose other cells are numbers, timestamps or booleans; values elsewhere. */
export const doubtfulTexts = ['-', '--', 'None', 'none'] as const;

export interface CellRules {
  readonly nullValues?: readonly string[];
  readonly decimalComma?: boolean;
}

/** A cell as read from text: trimmed, NULL when missing, in SQL. */
export function cleanCell(value: string, rules: CellRules): string {
  // Most cells need no trimming, and most others have plain spaces only: the full trim costs forty times as much.
  const spaced = `trim(${value})`;
  const full = `trim(${value}, ${literal(blanks)})`;
  return `CASE WHEN ${isTidy(value)} THEN ${unlessMissing(value, rules)}
    WHEN ${isTidy(spaced)} THEN ${unlessMissing(spaced, rules)}
    ELSE ${unlessMissing(full, rules)} END`;
}

/** As {@link cleanCell}, of a cell that was read already. */
export function cleanText(
  cell: string | null,
  { nullValues, decimalComma }: CellRules,
): string | null {
  const trimmed = cell?.trim() ?? '';
  if (trimmed === '' || (nullValues ?? missingTexts).includes(trimmed)) return null;
  const isDecimal = decimalComma === true && /^[+-]?[0-9]*,[0-9]+([eE][+-]?[0-9]+)?$/.test(trimmed);
  return isDecimal ? trimmed.replace(',', '.') : trimmed;
}

/** As {@link cleanCell}, of a cell that is NULL already when it is exactly a missing text. */
export function trimmedCell(value: string, rules: CellRules): string {
  const full = `trim(${value}, ${literal(blanks)})`;
  return `CASE WHEN ${value} IS NULL OR ${isTidy(value)} THEN ${value} ELSE ${unlessMissing(full, rules)} END`;
}

/** Whether {@link trimmedCell} would change a cell. */
export function isUntidy(cell: string): string {
  return `CASE WHEN ${cell} IS NULL OR ${isTidy(cell)} THEN false ELSE trim(${cell}, ${literal(blanks)}) <> ${cell} END`;
}

/** Plain ASCII without a blank at either end: a cheap test that may say no to a tidy cell, never yes to another. */
function isTidy(cell: string): string {
  const ends = [' ', '\t', '\n', '\r', '\u000b', '\f'].map(
    (blank) => `NOT ends_with(${cell}, ${literal(blank)})`,
  );
  return `${cell} >= '!' AND ${cell} < '\u007f' AND strlen(${cell}) = length(${cell}) AND ${ends.join(' AND ')}`;
}

function unlessMissing(cell: string, { nullValues, decimalComma }: CellRules): string {
  const missing = ['', ...(nullValues ?? missingTexts)];
  const longest = Math.max(...missing.map((text) => Buffer.byteLength(text)));
  const kept = decimalComma === true ? withDecimalPoint(cell) : cell;
  return `CASE WHEN strlen(${cell}) <= ${longest} AND ${isOneOf(cell, missing)} THEN NULL ELSE ${kept} END`;
}

/** As IN, which DuckDB would turn into a join over all rows, whatever stands before it. */
export function isOneOf(cell: string, texts: readonly string[]): string {
  return `list_contains(${literals(texts)}, ${cell})`;
}

function withDecimalPoint(cell: string): string {
  const number = literal('[+-]?[0-9]*,[0-9]+([eE][+-]?[0-9]+)?');
  return `CASE WHEN regexp_full_match(${cell}, ${number}) THEN replace(${cell}, ',', '.') ELSE ${cell} END`;
}

/** Whether a text cell can be read as a declared type, in SQL; NULL counts as neither. */
export function readsAs(type: ColumnType, cell: string): string {
  switch (type) {
    case 'number':
      return isNumber(cell);
    case 'integer':
      return `(${isNumber(cell)} AND trunc(TRY_CAST(${cell} AS DOUBLE)) = TRY_CAST(${cell} AS DOUBLE)
        AND TRY_CAST(${cell} AS BIGINT) IS NOT NULL)`;
    case 'boolean':
      return isOneOf(`lower(${cell})`, [...truths, ...falsehoods]);
    case 'timestamp':
      return `(regexp_full_match(${cell}, ${literal(isoTimestamp)}) AND ${utcTimestamp(cell)} IS NOT NULL)`;
    case 'category':
    case 'text':
    case 'image':
      return '(true)';
  }
}

/** A text cell as the value of its type, NULL where it cannot be read, in SQL. */
export function typedCell(type: ColumnType, cell: string): string {
  switch (type) {
    case 'number':
      return `TRY_CAST(${cell} AS DOUBLE)`;
    case 'integer':
      return `TRY_CAST(${cell} AS BIGINT)`;
    case 'boolean':
      return `CASE WHEN ${cell} = 'true' THEN true WHEN ${cell} = 'false' THEN false
        WHEN ${isOneOf(`lower(${cell})`, truths)} THEN true
        WHEN ${isOneOf(`lower(${cell})`, falsehoods)} THEN false END`;
    case 'timestamp':
      return utcTimestamp(cell);
    case 'category':
    case 'text':
    case 'image':
      return cell;
  }
}

/** Reading a zone is slow, and a text of 19 letters or fewer has none. */
function utcTimestamp(cell: string): string {
  return `CASE WHEN strlen(${cell}) = 7 THEN TRY_CAST(${cell} || '-01' AS TIMESTAMP)
    WHEN strlen(${cell}) <= 19 THEN TRY_CAST(${cell} AS TIMESTAMP)
    ELSE CAST(TRY_CAST(${cell} AS TIMESTAMPTZ) AS TIMESTAMP) END`;
}

/** DuckDB also takes `inf`, `nan`, `1_000` and `0x10` for numbers; we do not. */
export function isNumber(cell: string): string {
  return `coalesce(isfinite(TRY_CAST(${cell} AS DOUBLE)) AND NOT contains(${cell}, '_') AND NOT contains(${cell}, 'x'), false)`;
}

/** Whether a cell is written as a number, be it too large for 64 bits. */
export function isNumeral(cell: string): string {
  return `regexp_full_match(${cell}, '[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?')`;
}

/** An integer as an integer is written: no sign but minus, no leading zero, at most 63 bits. */
export function isPlainInteger(cell: string): string {
  return `coalesce(CAST(TRY_CAST(${cell} AS BIGINT) AS VARCHAR) = ${cell}, false)`;
}

/** As {@link isPlainInteger}, of a cell whose value as BIGINT is known: tests of which one holds. */
export function isPlainIntegerAs(cell: string, value: string): readonly string[] {
  return [`CAST(${value} AS VARCHAR) = ${cell}`];
}

/**
 * A number that is neither a code such as `007` nor preceded by a blank, of a cell whose value as DOUBLE is known: tests
 * of which one holds. Compares where {@link hasLeadingZero} matches a pattern, because it is asked of every cell.
 */
export function isPlainNumberAs(cell: string, value: string): readonly string[] {
  const isFinite = `isfinite(${value}) AND NOT contains(${cell}, '_')`;
  const isCode = (sign: string): string =>
    `(${cell} >= ${literal(`${sign}00`)} AND ${cell} < ${literal(`${sign}0:`)})`;
  return [
    `${cell} >= '0.' AND NOT ${isCode('')} AND ${isFinite}`,
    `${cell} >= '+' AND NOT ${isCode('')} AND NOT ${isCode('-')} AND NOT ${isCode('+')} AND ${isFinite}`,
  ];
}

/** True or false as type inference takes it: a number is neither. Tests of which one holds. */
export function isPlainBoolean(cell: string): readonly string[] {
  // Most are spelt in one of these ways, and comparing is many times quicker than looking into a list.
  return [`${cell} = 'true' OR ${cell} = 'false'`, isOneOf(`lower(${cell})`, ['true', 'false'])];
}

/**
 * Whether a text cell can be read as a timestamp, given its value: tests of which one holds. Most cells are as DuckDB
 * would write the value, with a `T` or without a time: that is found out many times quicker than by a pattern.
 */
export function isTimestampAs(cell: string, value: string): readonly string[] {
  const written = `CAST(${value} AS VARCHAR)`;
  return [
    `strlen(${cell}) = 19 AND contains(${cell}, 'T') AND strftime(${value}, '%Y-%m-%dT%H:%M:%S') = ${cell}`,
    `strlen(${cell}) = 19 AND ${written} = ${cell}`,
    `strlen(${cell}) = 10 AND ${written} = ${cell} || ' 00:00:00'`,
    readsAs('timestamp', cell),
  ];
}

/** `007` is a code, not a number. */
export function hasLeadingZero(cell: string): string {
  return `regexp_matches(${cell}, '^[+-]?0[0-9]')`;
}

export const truths = ['true', 'yes', 'y', 't', '1'];
export const falsehoods = ['false', 'no', 'n', 'f', '0'];
