import type { ColumnType } from '../../../contracts/table.js';

/**
 * A kind of personal data, and how it is told. `proof` says how much the values alone prove: of a `shape` hardly anything
 * else is, a `checksum` convinces when many different values pass it, a `name` counts only beside the name of its column.
 */
export interface PersonalKind {
  readonly name: string;
  /** In the plural, as it stands after "look like". */
  readonly title: string;
  readonly proof: 'shape' | 'checksum' | 'name';
  /** Types of column it may stand in. */
  readonly types: readonly ColumnType[];
  /** What a whole value looks like: a pattern both RE2 and JavaScript read. */
  readonly pattern: string;
  /** Of a column of numbers (a DOUBLE, in SQL): the same as the pattern says of it as text, many times quicker. */
  readonly matchesNumber?: (value: string) => string;
  /** Whether a value of that shape is one. */
  readonly valid: (value: string) => boolean;
  /** Names of columns that suggest it, tested on {@link plainName}. */
  readonly hint: RegExp;
  /** Share of values that have to be valid, where it is not the usual one of its proof. */
  readonly least?: number;
  /** Length of the number: a column of integers has lost the zeros in front of it. */
  readonly digits?: number;
  /** A pattern (RE2) that finds it within longer text. */
  readonly within?: string;
  /** What `ingest.privacy` should best do with it. */
  readonly advice: 'drop' | 'pseudonymise' | 'generalise';
}

/** Types of column that hold written values. */
export const written: readonly ColumnType[] = ['category', 'text'];

/** As {@link written}, and plain numbers. */
export const writtenOrInteger: readonly ColumnType[] = ['category', 'text', 'integer'];

/** A column's name as hints see it: `CustomerE-Mail` as `_customer_e_mail_`, accents taken off. */
export function plainName(name: string): string {
  const words = name
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1_$2')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '_');
  return `_${words}_`.replaceAll(/_+/g, '_');
}

/** A hint: one of these words (which may hold `_` between them) somewhere in the name. */
export function named(...words: readonly string[]): RegExp {
  return new RegExp(`_(?:${words.join('|')})_`, 'u');
}
