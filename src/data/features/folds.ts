import { randomFor } from '../../contracts/seeded-random.js';

/** Parts of the training rows, each of which is encoded by what the others teach; scikit-learn's TargetEncoder has 5 too. */
export const foldCount = 5;

/** The part a training row is in, by its number at ingest: the same in every pass over the rows. */
export function foldOf(seed: number, rowId: number): number {
  return Math.floor(randomFor(seed, `features/fold/${rowId}`)() * foldCount);
}
