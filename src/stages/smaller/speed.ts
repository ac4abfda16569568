import type { Matrix } from '../../contracts/matrix.js';
import type { PredictFunction } from '../../learning/models/model-family.js';
import { rowTimes, timeOf } from '../row-times.js';

/** Milliseconds of a model: for all rows together, and for one. */
interface Speed {
  readonly batch: number;
  readonly row: number;
}

/** Rounds that are left out: what code is compiled to settles only when all kinds of models have been asked. */
const warmUps = 3;
const rounds = 12;
const rowsOfRound = 60;

/**
 * How fast models are, asked in turn and several times, each time beginning with another, so that what else the machine does hits all
 * alike: the best time for all rows together, and the median for single rows.
 */
export function speedsOf(models: readonly PredictFunction[], x: Matrix): readonly Speed[] {
  const batches = models.map((): number[] => []);
  const rows = models.map((): number[] => []);
  for (let round = 0; round < warmUps + rounds; round++) {
    for (let turn = 0; turn < models.length; turn++) {
      const at = (turn + round) % models.length;
      const predict = models[at] as PredictFunction;
      const batch = timeOf(() => predict(x));
      const singles = rowTimes(predict, x, rowsOfRound);
      if (round < warmUps) continue;
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
