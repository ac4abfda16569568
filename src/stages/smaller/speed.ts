import type { Matrix } from '../../contracts/matrix.js';
import type { PredictFunction } from '../../learning/models/model-family.js';
import { rowTimes, timeOf } from '../row-times.js';

/** Milliseconds of a model: for all rows together, and for one. */
export interface Speed {
  readonly batch: number;
  readonly row: number;
}

const rounds = 9;
const rowsOfRound = 60;

/**
 * How fast models are, asked in turn and several times, so that what else the machine does hits all alike: the best time for all
 * rows together, and the median for single rows, the first round left out.
 */
export function speedsOf(models: readonly PredictFunction[], x: Matrix): readonly Speed[] {
  const batches = models.map((): number[] => []);
  const rows = models.map((): number[] => []);
  for (let round = 0; round <= rounds; round++) {
    for (const [at, predict] of models.entries()) {
      const batch = timeOf(() => predict(x));
      const singles = rowTimes(predict, x, rowsOfRound);
      if (round === 0) continue;
      batches[at]?.push(batch);
      rows[at]?.push(...singles);
    }
  }
  return models.map((_, at) => ({
    batch: Math.min(...(batches[at] ?? [])),
    row: median(rows[at] ?? []),
  }));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
