import { exactPercent } from '../../../contracts/figure.js';
import { MlxError } from '../../../errors/index.js';
import { type PerSplit, splitNames } from '../split-strategy.js';

/** The three shares, checked: each above 0, together 1. */
export function sharesOf(values: {
  readonly train?: number | undefined;
  readonly validation: number;
  readonly test: number;
}): PerSplit {
  const { validation, test } = values;
  const shares = { train: values.train ?? 1 - validation - test, validation, test };
  const sum = shares.train + validation + test;
  if (Math.abs(sum - 1) < 1e-6 && splitNames.every((name) => shares[name] > 1e-9)) return shares;
  const written = splitNames.map((name) => `${name} ${exactPercent(shares[name])}`).join(', ');
  throw new MlxError('data/split-fractions', `The splits do not add up to 100 %: ${written}`, {
    hints: ['Leave out `train` to give it what the others leave'],
  });
}

/** Whole rows for each split, as near to the shares as can be: largest remainders, ties to the earlier split. */
export function allot(rows: number, shares: PerSplit): PerSplit {
  // Twelve digits: 0.15 × 100 must not fall short of 15 by a rounding error.
  const quotas = splitNames.map((name) => Number((rows * shares[name]).toPrecision(12)));
  const counts = quotas.map(Math.floor);
  const order = quotas
    .map((quota, index) => ({ index, remainder: Number((quota % 1).toFixed(9)) }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  let left = rows - counts.reduce((sum, count) => sum + count, 0);
  for (const { index } of order) {
    if (left === 0) break;
    counts[index] = (counts[index] ?? 0) + 1;
    left -= 1;
  }
  const [train = 0, validation = 0, test = 0] = counts;
  return { train, validation, test };
}
