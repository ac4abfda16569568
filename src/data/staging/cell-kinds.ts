import { type ColumnType, isWritten } from '../../contracts/table.js';
import type { SourcePart, StorageType } from '../sources/source.js';
import {
  cleanCell,
  doubtfulTexts,
  isOneOf,
  isPlainBoolean,
  isPlainIntegerAs,
  isPlainNumberAs,
  isTimestampAs,
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

/** How the cells of a column come out of their part. */
export interface CellReading {
  readonly part: SourcePart;
  /**
   * Whether blanks round the cells are taken off, and what then is a missing text is looked for. Cells of a part that
   * knows its missing texts may do without: see {@link SourcePart.relationWithNulls}.
   */
  readonly cleaned: boolean;
}

/** A cell of a kind, in three steps of SQL, so that none is computed twice. */
export interface KindSql {
  readonly storage: StorageType;
  /** From the part's own column: the cell as text. */
  readonly text: string;
  /** From that text: the value. */
  readonly value: (text: string) => string;
  /**
   * From both: tests of which one holds when the text is as its kind allows, the quickest and likeliest first; undefined
   * when any text is. A missing cell always is.
   */
  readonly fits?: (text: string, value: string) => readonly string[];
  /** From the text: whether a cell that does not fit stands for a missing value. */
  readonly doubt: (text: string) => string;
}

/**
 * How a text cell becomes the value of its kind. What a guess takes for a number must be just what type inference over
 * all rows would: a cell in doubt does not fit, and then the column is read as text.
 */
export function kindSql(kind: CellKind, raw: string, { part, cleaned }: CellReading): KindSql {
  const text = textOf(raw, part, cleaned);
  const doubts = part.nullValues === undefined ? doubtfulTexts : [];
  const doubt = (cell: string): string => isOneOf(cell, doubts);
  const type = 'declared' in kind ? kind.declared : kind.guess;
  if (isWritten(type)) {
    return { storage: 'VARCHAR', text, value: (cell) => cell, doubt };
  }
  const value = (cell: string): string => typedCell(type, cell);
  const fits =
    'declared' in kind
      ? (cell: string, known: string) => declaredFits(type, cell, known)
      : guessFits[type];
  return { storage: storageOf(type), text, value, fits, doubt };
}

function textOf(raw: string, part: SourcePart, cleaned: boolean): string {
  const nullsKnown = part.relationWithNulls !== undefined && part.decimalComma !== true;
  if (!nullsKnown) return cleanCell(raw, part);
  return cleaned ? trimmedCell(raw, part) : raw;
}

function declaredFits(type: ColumnType, cell: string, value: string): readonly string[] {
  return type === 'timestamp' ? isTimestampAs(cell, value) : [readsAs(type, cell)];
}

const guessFits = {
  integer: isPlainIntegerAs,
  number: isPlainNumberAs,
  boolean: isPlainBoolean,
  timestamp: isTimestampAs,
} as const;

/** The texts that are missing values in a part, the empty one included. */
export function missingOf({ nullValues }: SourcePart): readonly string[] {
  return ['', ...(nullValues ?? missingTexts)];
}
