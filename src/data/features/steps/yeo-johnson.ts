import { minimiseBetween } from './parts/minimise-between.js';
import { type Standard, standardised, standardOf } from './parts/standardise.js';
import type { ScaleStep } from './step.js';

type State = Standard & { readonly lambda: number };

/**
 * The power transform of Yeo and Johnson (2000) that makes the column most nearly normal by maximum likelihood, then mean 0
 * and standard deviation 1: scikit-learn's PowerTransformer. Of more than 100,000 rows the likelihood reads as many quantiles.
 */
export const yeoJohnson: ScaleStep<State> = {
  name: 'yeo-johnson',
  slot: 'scale',
  summary: 'the power transform that makes the column most nearly normal; for skewed numbers',
  accepts: ['number', 'integer'],
  params: {},
  async fit(column) {
    const sorted = await column.sorted();
    if (!((sorted[0] as number) < (sorted.at(-1) as number))) {
      return { lambda: 1, mean: sorted[0] ?? 0, sd: 0 };
    }
    const sample = thinned(sorted);
    const lambda = minimiseBetween((candidate) => -logLikelihood(sample, candidate), {
      low: -steepest,
      high: steepest,
    });
    return { lambda, ...standardOf(sorted.map((value) => transformed(value, lambda))) };
  },
  scaler({ lambda, ...standard }) {
    return (values, count) => {
      for (let row = 0; row < count; row++) {
        values[row] = standardised(transformed(values[row] as number, lambda), standard);
      }
    };
  },
};

const steepest = 12;
const mostRead = 100_000;

function thinned(sorted: Float64Array): Float64Array {
  if (sorted.length <= mostRead) return sorted;
  const step = (sorted.length - 1) / (mostRead - 1);
  return Float64Array.from(
    { length: mostRead },
    (_, at) => sorted[Math.round(at * step)] as number,
  );
}

function transformed(value: number, lambda: number): number {
  if (value >= 0) {
    return lambda === 0 ? Math.log1p(value) : Math.expm1(lambda * Math.log1p(value)) / lambda;
  }
  const mirrored = 2 - lambda;
  return mirrored === 0
    ? -Math.log1p(-value)
    : -Math.expm1(mirrored * Math.log1p(-value)) / mirrored;
}

/** Of a normal distribution with the best mean and variance; −∞ where the transform leaves the numbers there are. */
function logLikelihood(values: Float64Array, lambda: number): number {
  const count = values.length;
  const changed = new Float64Array(count);
  let [sum, slopes] = [0, 0];
  for (let at = 0; at < count; at++) {
    const value = values[at] as number;
    changed[at] = transformed(value, lambda);
    sum += changed[at] as number;
    slopes += Math.sign(value) * Math.log1p(Math.abs(value));
  }
  const mean = sum / count;
  let squares = 0;
  for (const value of changed) squares += (value - mean) ** 2;
  const likelihood = (-count / 2) * Math.log(squares / count) + (lambda - 1) * slopes;
  return Number.isFinite(likelihood) && squares > 0 ? likelihood : -Infinity;
}
