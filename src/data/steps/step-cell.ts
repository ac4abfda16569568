import type { ColumnType } from '../../contracts/table.js';
import { isList } from '../user-modules/value-kind.js';

/** The text a value is kept as on its way to Parquet, null where it is missing; undefined where it is of another type. */
export function keptCell(type: ColumnType, value: unknown): string | null | undefined {
  if (isMissing(value)) return null;
  return kept[type](value);
}

/** The type values are of when nobody says; undefined for what no column can hold. */
export function typeOfValue(value: unknown): ColumnType | undefined {
  if (value instanceof Date) return 'timestamp';
  if (typeof value === 'number') return typeOfNumber(value);
  if (typeof value === 'bigint') return 'integer';
  if (typeof value === 'boolean') return 'boolean';
  return typeof value === 'string' ? 'category' : undefined;
}

function typeOfNumber(value: number): ColumnType | undefined {
  if (Number.isSafeInteger(value)) return 'integer';
  return Number.isFinite(value) ? 'number' : undefined;
}

/** `null`, `undefined`, NaN and a date that is none. */
function isMissing(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  return Number.isNaN(value instanceof Date ? value.getTime() : value);
}

/** A value in words, without telling it. */
export function wordFor(value: unknown): string {
  if (isList(value)) return 'a list';
  if (value instanceof Date) return 'a date';
  if (typeof value === 'number') return wordForNumber(value);
  const words: Readonly<Partial<Record<string, string>>> = {
    string: 'text',
    bigint: 'a whole number',
    boolean: 'true or false',
  };
  return words[typeof value] ?? (typeof value === 'object' ? 'an object' : `a ${typeof value}`);
}

function wordForNumber(value: number): string {
  if (!Number.isFinite(value)) return 'an infinite number';
  return Number.isInteger(value) ? 'a whole number' : 'a number with a fraction';
}

const kept: Readonly<Record<ColumnType, (value: unknown) => string | null | undefined>> = {
  number: (value) =>
    Number.isFinite(value) || typeof value === 'bigint' ? String(value) : undefined,
  integer: wholeNumber,
  boolean: (value) => (typeof value === 'boolean' ? String(value) : undefined),
  timestamp: microseconds,
  category: trimmed,
  text: trimmed,
  image: trimmed,
};

/** As in the cells of a file, blanks round a text are no part of it, and nothing else is missing. */
function trimmed(value: unknown): string | null | undefined {
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  return text === '' ? null : text;
}

function wholeNumber(value: unknown): string | undefined {
  if (typeof value === 'bigint') return BigInt.asIntN(64, value) === value ? `${value}` : undefined;
  return Number.isSafeInteger(value) ? `${BigInt(value as number)}` : undefined;
}

function microseconds(value: unknown): string | undefined {
  const ms = value instanceof Date ? value.getTime() : value;
  if (typeof ms !== 'number' || Math.abs(ms) > latestDate) return undefined;
  return `${BigInt(Math.round(ms * 1000))}`;
}

/** What a `Date` can hold, in milliseconds since 1970. */
const latestDate = 8.64e15;
