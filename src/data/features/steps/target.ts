import type { Params, ValuesOf } from '../../../contracts/params.js';
import { foldCount } from '../folds.js';
import type { TrainingColumn } from '../training-rows.js';
import { checkRare, fewest, rareParams } from './parts/rare.js';
import { addUp, countTarget, type Tally, type TargetCounts } from './parts/target-counts.js';
import type { EncodeContext, Fill, StringEncoder } from './step.js';

const params = {
  smooth: {
    type: ['number', 'string'],
    default: 'auto',
    description:
      'How far a category is drawn to the mean of all rows: as if it had so many more rows of that mean; `auto` by how much the target varies within it',
  },
  ...rareParams,
} as const satisfies Params;

type Values = ValuesOf<typeof params>;

type State = {
  /** Most frequent first. */
  readonly categories: readonly string[];
  /** For each feature, a value for each category, then for a missing value, then for any other. */
  readonly values: readonly (readonly number[])[];
  /** Names of the features, after the column's. */
  readonly names: readonly string[];
};

/**
 * A category as the mean of the target over its training rows, drawn to the mean of all: scikit-learn's TargetEncoder with its
 * empirical Bayes or m-estimate smoothing (Micci-Barreca 2001). Training rows read what the other folds teach, all others what
 * all teach. At most the 10,000 most frequent categories have a value; the rest, and unknown ones, share one.
 */
export const target: StringEncoder<State, Values> = {
  name: 'target',
  slot: 'encode',
  reads: 'string',
  summary: 'the mean of the target in the category, out of fold on the training rows',
  accepts: ['category'],
  params,
  check({ smooth, rare }) {
    if (smooth !== 'auto' && !(typeof smooth === 'number' && smooth >= 0)) {
      return 'needs as `smooth` a number of rows from 0, or `auto`';
    }
    return checkRare({ rare });
  },

  async fit(column, values, { fill, reading }) {
    const learnt = await learn(column, values, fill);
    return learnt.state(reading, () => true);
  },

  async fitFolds(column, values, { fill, reading }) {
    const learnt = await learn(column, values, fill);
    return Array.from({ length: foldCount }, (_, fold) =>
      learnt.state(reading, (other) => other !== fold),
    );
  },

  outputs: (column, { names }) => names.map((name) => `${column}.${name}`),

  writer({ categories, values }, fill) {
    const places = new Map(categories.map((category, place) => [category, place]));
    const unknown = categories.length + 1;
    const absent = fill === null ? categories.length : (places.get(String(fill)) ?? unknown);
    const tables = values.map((each) => Float64Array.from(each));
    return (cells, { from, count, target: into, cell, stride }) => {
      for (let row = 0; row < count; row++) {
        const value = cells[from + row] ?? null;
        const place = value === null ? absent : (places.get(value) ?? unknown);
        for (const [output, table] of tables.entries()) {
          into[cell + row * stride + output] = table[place] as number;
        }
      }
    };
  },
};

const mostCategories = 10_000;

interface Learnt {
  /** By the rows of some folds; all states are on the scale of that of all rows. */
  state(reading: EncodeContext['reading'], isWanted: (fold: number) => boolean): State;
}

async function learn(
  column: TrainingColumn,
  { smooth, rare }: Values,
  fill: Fill,
): Promise<Learnt> {
  const counts = await countTarget(column, fill === null ? null : String(fill));
  const { outputs } = counts;
  const everyFold = (): boolean => true;
  const sizes = [...counts.categories].map(([category, folds]) => ({
    category,
    count: addUp([folds], outputs, everyFold).count,
  }));
  const least = fewest(rare, column.rows);
  const kept = sizes
    .filter(({ category, count }) => category !== null && count >= least)
    .sort((a, b) => b.count - a.count || (String(a.category) < String(b.category) ? -1 : 1))
    .slice(0, mostCategories)
    .map(({ category }) => String(category));
  const groups = groupsOf(counts, kept);
  const encode = (isWanted: (fold: number) => boolean): Float64Array[] => {
    const all = addUp(counts.categories.values(), outputs, isWanted);
    const own = groups.map((group) => addUp(group, outputs, isWanted));
    return Array.from({ length: outputs }, (_, output) =>
      Float64Array.from(own, (tally) => smoothed(tally, all, { output, smooth }) + counts.shift),
    );
  };
  const ofAll = encode(everyFold);
  const weights = groups.map((group) => addUp(group, outputs, everyFold).count);
  const scales = ofAll.map((values) => scaleOf(values, weights));
  return {
    state: (reading, isWanted) => ({
      categories: kept,
      values: encode(isWanted).map((values, output) => {
        const { mean, sd } = reading !== 'native' ? (scales[output] as Scale) : { mean: 0, sd: 1 };
        return Array.from(values, (value) => (sd === 0 ? 0 : (value - mean) / sd));
      }),
      names: outputs === 1 ? ['target'] : column.task.classes.map((name) => `target=${name}`),
    }),
  };
}

/** The tallies of each category that is kept, of missing values, and of all other categories. */
function groupsOf({ categories }: TargetCounts, kept: readonly string[]): (readonly Tally[])[][] {
  const known = new Set<string | null>([...kept, null]);
  const missing = categories.get(null);
  return [
    ...kept.map((category) => [categories.get(category) ?? []]),
    missing === undefined ? [] : [missing],
    [...categories].filter(([category]) => !known.has(category)).map(([, folds]) => folds),
  ];
}

/** The mean of a category, drawn to the mean of all by how little is known of it; the mean of all when nothing is. */
function smoothed(
  { count, sums, squares }: Tally,
  all: Tally,
  { output, smooth }: { readonly output: number; readonly smooth: Values['smooth'] },
): number {
  const overall = all.count === 0 ? 0 : (all.sums[output] as number) / all.count;
  if (count === 0) return overall;
  const sum = sums[output] as number;
  if (typeof smooth === 'number') return (sum + smooth * overall) / (count + smooth);
  const mean = sum / count;
  const variance = (all.squares[output] as number) / all.count - overall ** 2;
  const within = Math.max(0, (squares[output] as number) / count - mean ** 2);
  const trust = (variance * count) / (variance * count + within);
  return Number.isNaN(trust) ? overall : trust * mean + (1 - trust) * overall;
}

type Scale = { readonly mean: number; readonly sd: number };

/** Over the training rows, each with the value of its category. */
function scaleOf(values: Float64Array, weights: readonly number[]): Scale {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return { mean: 0, sd: 0 };
  const mean = values.reduce((sum, value, at) => sum + value * (weights[at] as number), 0) / total;
  const variance =
    values.reduce((sum, value, at) => sum + (value - mean) ** 2 * (weights[at] as number), 0) /
    total;
  return { mean, sd: variance > 1e-24 * mean ** 2 ? Math.sqrt(variance) : 0 };
}
