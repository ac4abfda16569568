import type { SourcePart } from '../sources/source.js';
import { cleanCell } from '../tables/cell-types.js';
import type { Database } from '../tables/database.js';
import { looksLike } from '../tables/infer-types.js';
import type { CellKind } from './cell-kinds.js';

/** What the first rows of a part say of a text column. */
export interface Guess {
  readonly kind: CellKind;
  /** True when a cell in the sample has blanks round it. */
  readonly blanks: boolean;
  /** How many characters its cells hold in the sample, on average. */
  readonly length: number;
}

/**
 * Guesses the kind of text columns from the first thousand rows. A guess only decides how the part is read first: it
 * is held against every cell, and a column that does not keep to it is read as text.
 */
export async function guessKinds(
  database: Database,
  part: SourcePart,
  columns: readonly string[],
): Promise<readonly Guess[]> {
  if (columns.length === 0) return [];
  const cells = columns.flatMap((value, index) => [
    `CAST(${value} AS VARCHAR) AS raw${index}`,
    `${cleanCell(value, part)} AS cell${index}`,
  ]);
  const rows = await database.rows<Record<string, string | null>>(
    `SELECT ${cells.join(', ')} FROM ${part.relation} LIMIT ${sampleRows}`,
  );
  return columns.map((_, index) => {
    const sample = rows
      .map((row) => row[`cell${index}`])
      .filter((cell) => typeof cell === 'string');
    const blanks = rows.some((row) => isPadded(row[`raw${index}`]));
    const letters = rows.reduce((sum, row) => sum + (row[`raw${index}`]?.length ?? 0), 0);
    return { kind: kindOf(sample), blanks, length: letters / Math.max(1, rows.length) };
  });
}

function isPadded(cell: string | null | undefined): boolean {
  return typeof cell === 'string' && cell.trim() !== cell;
}

const sampleRows = 1000;

function kindOf(sample: readonly string[]): CellKind {
  const question = sample.length === 0 ? 'none' : looksLike(sample);
  if (question === 'none') return { guess: 'text' };
  if (question !== 'number') return { guess: question };
  return { guess: sample.every((cell) => plainInteger.test(cell)) ? 'integer' : 'number' };
}

/** As an integer is written; and what stands for a missing number. */
const plainInteger = /^(0|-?[1-9]\d{0,18}|--?|[Nn]one)$/;
