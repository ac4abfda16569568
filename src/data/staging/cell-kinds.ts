import type { ColumnType } from '../../contracts/table.js';
import type { SourcePart, StorageType } from '../sources/source.js';
import {
  cleanCell,
  doubtfulTexts,
  isOneOf,
  isPlainInteger,
  isPlainNumber,
  missingTexts,
  readsAs,
  storageOf,
  trimmedCell,
  typedCell,
} from '../tables/cell-types.js';

/**
 * What the cells of a text column are staged as. `text` holds for any cell. The other guesses hold only while every
 * cell is what type inference would call it; a declared type while every cell can be read as it.
 */
export type CellKind =
  | { readonly guess: 'text' | 'integer' | 'number' | 'boolean' | 'timestamp' }
  | { readonly declared: ColumnType };

/** How a part hands over its text cells. */
export interface CellReading {
  readonly part: SourcePart;
  /** True when the relation has NULL already for a cell that is exactly a missing text. */
  readonly nullsKnown: boolean;
  /** True when cells of this column have blanks round them, as far as a sample shows. */
  readonly blanks: boolean;
}

/** A cell of a kind, in SQL. */
export interface KindSql {
  readonly storage: StorageType;
  readonly value: string;
  /** True for a cell that its kind does not allow; undefined when it allows every cell. */
  readonly odd?: string;
}

/**
 * A text cell as the value of its kind. What a guess takes for a number must be just what type inference over all
 * rows would: a cell in doubt counts as odd, and then the column is read as text.
 */
export function kindSql(kind: CellKind, raw: string, reading: CellReading): KindSql {
  if ('declared' in kind) return declaredSql(kind.declared, raw, reading);
  if (kind.guess === 'text') return { storage: 'VARCHAR', value: textCell(raw, reading) };
  const quick = reading.nullsKnown && !reading.blanks && reading.part.decimalComma !== true;
  const cell = quick ? raw : cleanCell(raw, reading.part);
  const doubts = reading.part.nullValues === undefined ? doubtfulTexts : [];
  const doubt = `coalesce(strlen(${cell}) < 5 AND ${isOneOf(cell, doubts)}, false)`;
  const value = typedCell(kind.guess, cell);
  const odd = `CASE WHEN ${cell} IS NULL OR ${fits[kind.guess](cell)} THEN false ELSE NOT ${doubt} END`;
  return { storage: storageOf(kind.guess), value, odd };
}

function declaredSql(type: ColumnType, raw: string, reading: CellReading): KindSql {
  const text = textCell(raw, reading);
  if (type === 'category' || type === 'text') return { storage: 'VARCHAR', value: text };
  const doubts = reading.part.nullValues === undefined ? doubtfulTexts : [];
  const odd = `CASE WHEN ${text} IS NULL OR coalesce(${readsAs(type, text)}, false) THEN false
    ELSE NOT ${isOneOf(text, doubts)} END`;
  return { storage: storageOf(type), value: typedCell(type, text), odd };
}

function textCell(raw: string, { part, nullsKnown }: CellReading): string {
  return nullsKnown && part.decimalComma !== true ? trimmedCell(raw, part) : cleanCell(raw, part);
}

const fits = {
  integer: isPlainInteger,
  number: isPlainNumber,
  boolean: (cell: string) => isOneOf(`lower(${cell})`, ['true', 'false']),
  timestamp: (cell: string) => `coalesce(${readsAs('timestamp', cell)}, false)`,
} as const;

/** The texts that are missing values in a part, the empty one included. */
export function missingOf({ nullValues }: SourcePart): readonly string[] {
  return ['', ...(nullValues ?? missingTexts)];
}
