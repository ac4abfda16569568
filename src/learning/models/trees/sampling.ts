import type { Random } from '../../../contracts/seeded-random.js';
import type { BoostArrays } from './boost-arrays.js';

/** How much of the rows and of the features a round looks at, above 0 and at most 1. */
export interface Shares {
  readonly rows: number;
  readonly columns: number;
}

/**
 * Draws the rows of a round into `start`: those learnt from in order, then the other training rows, then the validation
 * rows. Gives how many are learnt from.
 */
export function drawRows(
  { start, trainRows, rows }: BoostArrays,
  { rows: share }: Shares,
  random: Random,
): number {
  const inside = Math.max(1, Math.round(share * trainRows));
  let wanted = inside;
  let outside = inside;
  let next = 0;
  for (let row = 0; row < trainRows; row++) {
    // Exactly as many as wanted, each set as likely as any other (Knuth's algorithm S).
    const isIn = inside === trainRows || random() * (trainRows - row) < wanted;
    if (isIn) {
      start[next++] = row;
      wanted--;
    } else {
      start[outside++] = row;
    }
  }
  for (let row = trainRows; row < rows; row++) start[row] = row;
  return inside;
}

/** Draws the features of a round. */
export function drawColumns({ active }: BoostArrays, { columns }: Shares, random: Random): void {
  let wanted = Math.max(1, Math.round(columns * active.length));
  for (let at = 0; at < active.length; at++) {
    const isIn = random() * (active.length - at) < wanted;
    active[at] = isIn ? 1 : 0;
    if (isIn) wanted--;
  }
}
