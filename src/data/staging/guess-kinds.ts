import type { SourcePart } from '../sources/source.js';
import { cleanText } from '../tables/cell-types.js';
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
  /** True when a sample of many rows shows few different cells. */
  readonly few: boolean;
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
  // Cleaned here and not in SQL: of very many columns that would take longer to plan than to do.
  const cells = columns.map((value) => `CAST(${value} AS VARCHAR)`);
  const sampled = await database.columns<string | null>(
    `SELECT ${cells.join(', ')} FROM ${part.relation} LIMIT ${sampleRows}`,
  );
  return sampled.map((raw) => {
    const sample = raw.map((cell) => cleanText(cell, part)).filter((cell) => cell !== null);
    const letters = raw.reduce((sum, cell) => sum + (cell?.length ?? 0), 0);
    const few = raw.length === sampleRows && new Set(sample).size <= sampleRows / 10;
    const length = letters / Math.max(1, raw.length);
    return { kind: kindOf(sample), blanks: raw.some(isPadded), length, few };
  });
}

function isPadded(cell: string | null): boolean {
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
