import type { Params, ValuesOf } from '../../../contracts/params.js';
import { countUpTo, quantileOf } from './parts/quantile.js';
import { type NumberEncoder, storableOrMissing } from './step.js';

const params = {
  bins: {
    type: 'integer',
    default: 10,
    minimum: 2,
    maximum: 1000,
    description: 'How many bins; fewer when edges fall together',
  },
  edges: {
    enum: ['quantile', 'width'],
    default: 'quantile',
    description: 'Bins of about as many training rows each, or of one width',
  },
  as: {
    enum: ['one-hot', 'number'],
    default: 'one-hot',
    description: 'A feature for each bin, or one with the number of the bin',
  },
} as const satisfies Params;

type State = {
  /** Between bins: one less than there are bins. A value on an edge is in the upper one. */
  readonly edges: readonly number[];
  readonly oneHot: boolean;
  /** What the number of a bin is divided by. */
  readonly divisor: number;
};

/**
 * Which of some bins a number is in, as scikit-learn's KBinsDiscretizer with linear quantiles. As a number it goes from 0 to 1 for
 * families that read scaled features, and from 0 up for the others; a missing value is in no bin.
 */
export const bins: NumberEncoder<State, ValuesOf<typeof params>> = {
  name: 'bins',
  slot: 'encode',
  reads: 'number',
  summary: 'which of some bins a number is in',
  accepts: ['number', 'integer'],
  params,

  async fit(_column, { bins: count, edges: by, as }, { reading, numbers }) {
    const sorted = await numbers.sorted();
    const [min, max] = [sorted[0] ?? 0, sorted.at(-1) ?? 0];
    const inner = Array.from({ length: count - 1 }, (_, at) => {
      const share = (at + 1) / count;
      return by === 'quantile' ? quantileOf(sorted, share) : min + share * (max - min);
    });
    const edges = inner.filter(
      (edge, at) => edge - (inner[at - 1] ?? min) > narrowest && max - edge > narrowest,
    );
    const divisor = reading !== 'native' ? Math.max(1, edges.length) : 1;
    return { edges, oneHot: as === 'one-hot', divisor };
  },

  outputs: (column, { edges, oneHot }) =>
    oneHot
      ? Array.from({ length: edges.length + 1 }, (_, at) => named(column, edges, at))
      : [`${column}.bin`],

  writer({ edges, oneHot, divisor }) {
    const sorted = Float64Array.from(edges);
    const width = edges.length + 1;
    return (values, { count, target, cell, stride }) => {
      for (let row = 0; row < count; row++) {
        const value = values[row] as number;
        const at = cell + row * stride;
        const bin = Number.isNaN(value) ? NaN : countUpTo(sorted, value);
        if (oneHot) {
          target.fill(0, at, at + width);
          if (!Number.isNaN(bin)) target[at + bin] = 1;
        } else {
          target[at] = storableOrMissing(bin / divisor);
        }
      }
    };
  },
};

/** Edges nearer than this are one, as in scikit-learn. */
const narrowest = 1e-8;

/** Such as `income<20000`, `income=20000..35000` and `income>=35000`. */
function named(column: string, edges: readonly number[], bin: number): string {
  const [low, high] = [edges[bin - 1], edges[bin]].map((edge) =>
    edge === undefined ? undefined : String(Number(edge.toPrecision(6))),
  );
  if (low === undefined && high === undefined) return `${column}=(any)`;
  if (low === undefined) return `${column}<${high}`;
  return high === undefined ? `${column}>=${low}` : `${column}=${low}..${high}`;
}
