import type { Params, ValuesOf } from '../../../contracts/params.js';
import type { TrainingMatrix } from '../../../contracts/training-matrix.js';
import { MlxError } from '../../../errors/index.js';
import type { ReduceStep } from './matrix-step.js';
import { symmetricEigen } from './parts/symmetric-eigen.js';

const params = {
  components: {
    type: 'number',
    exclusiveMinimum: 0,
    default: 0.95,
    description:
      'How many components: a number of them, or below 1 as many as hold this share of the variance',
  },
} as const satisfies Params;

type State = {
  readonly mean: readonly number[];
  /** The directions, one after another. */
  readonly components: readonly (readonly number[])[];
  /** Share of the variance that each holds. */
  readonly variance: readonly number[];
};

/**
 * Principal components, as scikit-learn's PCA: the directions in which the training rows vary most, each with its largest weight
 * above 0. By the eigenvectors of the covariance, or of the rows' products when there are fewer rows than features.
 */
export const pca: ReduceStep<State, ValuesOf<typeof params>> = {
  name: 'pca',
  slot: 'reduce',
  summary: 'the directions in which rows vary most',
  params,

  fit(matrix, { components: wanted }) {
    const width = matrix.names.length;
    const { rows } = matrix;
    if (Math.min(width, rows) > largest) throw tooLarge(width);
    // Centring takes one direction from the rows.
    const most = Math.min(width, rows - 1);
    if (Math.floor(wanted) > Math.max(1, most)) throw tooMany(wanted, most, matrix);
    const mean = meansOf(matrix);
    const centred = centre(matrix, mean);
    const { values, vectors } =
      rows < width ? byRows(centred, rows, width) : byFeatures(centred, rows, width);
    const total = values.reduce((sum, value) => sum + Math.max(0, value), 0);
    const shares = Array.from(values, (value) => (total === 0 ? 0 : Math.max(0, value) / total));
    const count = Math.min(countOf(shares, wanted), vectors.length);
    return {
      mean: Array.from(mean),
      components: vectors.slice(0, count).map((vector) => Array.from(positive(vector), rounded)),
      variance: shares.slice(0, count).map(rounded),
    };
  },

  outputs: ({ components }) => components.map((_, at) => `pca${at + 1}`),

  writer({ mean, components }) {
    const width = mean.length;
    const centre_ = Float64Array.from(mean);
    const flat = Float64Array.from(components.flat());
    return (features, target, from) => {
      for (let at = 0; at < components.length; at++) {
        let sum = 0;
        for (let j = 0; j < width; j++) {
          const value = features[j] as number;
          if (value === value)
            sum += (value - (centre_[j] as number)) * (flat[at * width + j] as number);
        }
        target[from + at] = sum;
      }
    };
  },
};

/** Beyond this the eigenvectors take minutes. */
const largest = 600;

function tooLarge(width: number): MlxError {
  return new MlxError(
    'features/too-many-for-pca',
    `\`reduce: pca\` would work on ${width} features, and can on ${largest}`,
    {
      hints: [
        `Keep fewer first, as in \`_: { select: f-score, keep: ${largest}, reduce: pca }\``,
        'Give text columns fewer `max_features`',
      ],
    },
  );
}

function tooMany(wanted: number, most: number, { rows, names }: TrainingMatrix): MlxError {
  return new MlxError(
    'features/bad-option',
    `\`reduce: pca\` is to give ${wanted} components, and there are no more than ${most} in ${rows} training rows of ${names.length} features`,
    {
      hints: [
        most > 0
          ? `Ask for at most ${most}, or for a share of the variance, such as \`components: 0.95\``
          : 'Leave `reduce` out, or give more rows',
      ],
    },
  );
}

/** A few variances may share the same last digits: a share is reached when it is within rounding. */
function countOf(shares: readonly number[], wanted: number): number {
  if (wanted >= 1) return Math.floor(wanted);
  let sum = 0;
  for (const [at, share] of shares.entries()) {
    sum += share;
    if (sum > wanted) return at + 1;
  }
  return shares.length;
}

function meansOf({ rows, names, values }: TrainingMatrix): Float64Array {
  const width = names.length;
  const [sums, counts] = [new Float64Array(width), new Float64Array(width)];
  for (let at = 0; at < rows * width; at++) {
    const value = values[at] as number;
    if (Number.isNaN(value)) continue;
    sums[at % width] = (sums[at % width] as number) + value;
    counts[at % width] = (counts[at % width] as number) + 1;
  }
  return sums.map((sum, at) => sum / Math.max(1, counts[at] as number));
}

function centre({ rows, names, values }: TrainingMatrix, mean: Float64Array): Float64Array {
  const width = names.length;
  return Float64Array.from({ length: rows * width }, (_, at) => {
    const value = values[at] as number;
    return Number.isNaN(value) ? 0 : value - (mean[at % width] as number);
  });
}

type Eigen = { readonly values: Float64Array; readonly vectors: readonly Float64Array[] };

function byFeatures(centred: Float64Array, rows: number, width: number): Eigen {
  const covariance = new Float64Array(width * width);
  for (let row = 0; row < rows; row++) {
    const own = centred.subarray(row * width, (row + 1) * width);
    for (let a = 0; a < width; a++) {
      const value = own[a] as number;
      if (value === 0) continue;
      const from = a * width;
      for (let b = a; b < width; b++) {
        covariance[from + b] = (covariance[from + b] as number) + value * (own[b] as number);
      }
    }
  }
  return symmetricEigen(mirrored(covariance, width), width);
}

/** The eigenvectors of X·Xᵀ, brought back by Xᵀ: the same directions at the price of the smaller side. */
function byRows(centred: Float64Array, rows: number, width: number): Eigen {
  const products = new Float64Array(rows * rows);
  for (let a = 0; a < rows; a++) {
    for (let b = a; b < rows; b++) {
      let sum = 0;
      for (let j = 0; j < width; j++) {
        sum += (centred[a * width + j] as number) * (centred[b * width + j] as number);
      }
      products[a * rows + b] = sum;
    }
  }
  const { values, vectors } = symmetricEigen(mirrored(products, rows), rows);
  // Centring took one direction from the rows: the last has no variance and no direction of its own.
  const directions = vectors.slice(0, rows - 1).map((vector) => {
    const direction = new Float64Array(width);
    for (let row = 0; row < rows; row++) {
      for (let j = 0; j < width; j++) {
        direction[j] =
          (direction[j] as number) + (vector[row] as number) * (centred[row * width + j] as number);
      }
    }
    const length = Math.sqrt(direction.reduce((sum, value) => sum + value * value, 0));
    return length === 0 ? direction : direction.map((value) => value / length);
  });
  return { values, vectors: directions };
}

function mirrored(upper: Float64Array, size: number): Float64Array {
  for (let a = 0; a < size; a++) {
    for (let b = 0; b < a; b++) upper[a * size + b] = upper[b * size + a] as number;
  }
  return upper;
}

/** A direction has no sign of its own: the largest weight is made positive. */
function positive(vector: Float64Array): Float64Array {
  const most = vector.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
  return most < 0 ? vector.map((value) => -value) : vector;
}

/** Nine digits are more than a float32 holds, and half of what JSON would write. */
function rounded(value: number): number {
  return Number(value.toPrecision(9));
}
