import { type Standard, standardised, standardOf } from './parts/standardise.js';
import type { ScaleStep } from './step.js';

/**
 * sign(x) · log(1 + |x|), then mean 0 and standard deviation 1: for sizes that differ by powers of ten, of either sign.
 */
export const log: ScaleStep<Standard> = {
  name: 'log',
  slot: 'scale',
  summary: 'sign(x) · log(1 + |x|), then mean 0 and standard deviation 1',
  accepts: ['number', 'integer'],
  params: {},
  async fit(column) {
    return standardOf((await column.sorted()).map(signedLog));
  },
  scaler(standard) {
    return (values, count) => {
      for (let row = 0; row < count; row++) {
        values[row] = standardised(signedLog(values[row] as number), standard);
      }
    };
  },
};

function signedLog(value: number): number {
  return Math.sign(value) * Math.log1p(Math.abs(value));
}
