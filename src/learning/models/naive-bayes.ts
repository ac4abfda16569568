import type { JsonObject } from '../../contracts/json.js';
import type { SavedModel, Weights } from '../../contracts/model.js';
import { MlxError } from '../../errors/index.js';
import { defineModel, type LabelledRows } from './model-family.js';
import {
  type ColumnKinds,
  categoryLogs,
  classSums,
  columnKinds,
  countLogs,
  gaussian,
  type NumberLikelihood,
} from './parts/likelihoods.js';
import { classWeightParams, withClassWeights } from './parts/row-weights.js';

const params = {
  kind: {
    enum: ['auto', 'gaussian', 'multinomial', 'complement', 'bernoulli'],
    default: 'auto',
    description:
      'How numbers are spread within a class. `gaussian`: normally; `multinomial` and `complement`: as counts or TF-IDF; `bernoulli`: above 0 or not. `auto`: `multinomial` for at least 20 columns without a negative or missing value and mostly 0, else `gaussian`. Categories always count as such',
  },
  smoothing: {
    type: 'number',
    exclusiveMinimum: 0,
    default: 1,
    search: { low: 0.01, high: 10, log: true },
    description: 'Rows added to each count, so that nothing is impossible: alpha in scikit-learn',
  },
  variance_smoothing: {
    type: 'number',
    minimum: 0,
    default: 1e-9,
    search: { low: 1e-12, high: 1e-1, log: true },
    description: '`gaussian`: share of the largest variance that is added to every variance',
  },
  ...classWeightParams,
} as const;

/** Counts, for each class, how its rows are spread in each column by itself, and multiplies (Bayes' rule). */
export const naiveBayes = defineModel({
  name: 'naive-bayes',
  summary:
    'Naive Bayes: one pass over the rows, strong on text; takes numbers, counts and categories, and missing values',
  tasks: ['binary', 'multiclass'],
  reads: 'native',
  params,

  fit(given, values, { signal }) {
    signal.throwIfAborted();
    const { task, train } = withClassWeights(given, values);
    const classes = task.classes.length;
    const kinds = columnKinds(train.x);
    const rows = finite(train);
    const kind = values.kind === 'auto' ? likelihoodFor(rows, kinds) : values.kind;
    if (kind === 'multinomial' || kind === 'complement') refuseNegative(rows, kinds, kind);
    const shape = { numbers: kinds.numbers, classes };
    const smoothed = { classes, alpha: values.smoothing };
    const priors = logPriors(rows, classes);
    // As in scikit-learn's ComplementNB: what makes up for rare classes must not be undone by their share.
    if (kind === 'complement')
      priors.forEach((log, k) => log > -Infinity && priors.fill(0, k, k + 1));
    const blocks: Record<string, Weights> = { priors: block(priors, [classes]) };
    const table = (name: string, numbers: Float64Array) => {
      blocks[name] = block(numbers, [classes, kinds.numbers.length]);
    };
    if (kind === 'gaussian') {
      const { means, variances } = gaussian(rows, shape, values.variance_smoothing);
      table('means', means);
      table('variances', variances);
    } else if (kind === 'bernoulli') {
      const { weight, sum } = classSums(rows, shape, (x) => (x > 0 ? 1 : 0));
      const share = sum.map((ones, cell) => chance(ones, weight[cell] as number, smoothed.alpha));
      table('logs', share.map(Math.log));
      table(
        'logs_of_zero',
        share.map((p) => Math.log1p(-p)),
      );
    } else {
      const { sum } = classSums(rows, shape, (x) => x);
      table('logs', countLogs(sum, smoothed, kind === 'complement'));
    }
    for (const category of kinds.categories) {
      const logs = categoryLogs(rows, category, smoothed);
      blocks[`category/${category.column}`] = block(logs, [category.levels, classes]);
    }
    const model = {
      family: 'naive-bayes',
      task,
      inputs: train.x.columns,
      config: {
        kind,
        numbers: kinds.numbers,
        categories: kinds.categories,
      } as unknown as JsonObject,
      weights: blocks,
    };
    const notes =
      values.kind === 'auto' && kinds.numbers.length > 0
        ? [`numbers count as \`${kind}\`; pin it with \`kind\``]
        : [];
    return Promise.resolve({ model, history: [], epochs: 0, bestEpoch: 0, notes });
  },

  predictor(model) {
    const { task, inputs } = model;
    const classes = task.classes.length;
    const priors = Float64Array.from(model.weights['priors']?.values ?? []);
    const terms = [numberTerms(model), categoryTerms(model)];
    return ({ rows, values }) => {
      const answers = new Float64Array(rows * classes);
      for (let row = 0; row < rows; row++) {
        const logs = answers.subarray(row * classes, (row + 1) * classes);
        logs.set(priors);
        for (const add of terms) add(values, row * inputs.length, logs);
        normalise(logs);
      }
      return { rows, width: classes, values: answers };
    };
  },
});

/** Adds the logarithms of the likelihoods of some columns of one row, class by class. */
type AddTerms = (values: Float32Array, start: number, logs: Float64Array) => void;

/** Infinite values count as the largest float32: they are far away, but sums of them are numbers. */
function finite(rows: LabelledRows): LabelledRows {
  if (!rows.x.values.some((value) => Math.abs(value) === Infinity)) return rows;
  return { ...rows, x: { ...rows.x, values: rows.x.values.map(clamp) } };
}

const clamp = (value: number) => Math.max(-largestFloat, Math.min(largestFloat, value));
const largestFloat = 3.4028234663852886e38;

function likelihoodFor({ x }: LabelledRows, { numbers }: ColumnKinds): NumberLikelihood {
  if (numbers.length < 20) return 'gaussian';
  let zeros = 0;
  for (let row = 0; row < x.rows; row++) {
    for (const column of numbers) {
      const value = x.values[row * x.columns.length + column] as number;
      if (!(value >= 0)) return 'gaussian';
      if (value === 0) zeros++;
    }
  }
  return zeros > (x.rows * numbers.length) / 2 ? 'multinomial' : 'gaussian';
}

function refuseNegative({ x }: LabelledRows, { numbers }: ColumnKinds, kind: string): void {
  for (const column of numbers) {
    for (let at = column; at < x.values.length; at += x.columns.length) {
      if (!((x.values[at] as number) < 0)) continue;
      throw new MlxError(
        'learning/negative-counts',
        `\`kind: ${kind}\` counts, and the feature \`${x.columns[column]}\` has negative values`,
        { hints: ['Use `kind: gaussian`', 'Do not scale the column to a mean of 0'] },
      );
    }
  }
}

/** A class without rows has a prior of 0: it is never chosen. */
function logPriors({ y, weights }: LabelledRows, classes: number): Float64Array {
  const sums = new Float64Array(classes);
  for (let row = 0; row < y.length; row++) {
    const k = y[row] as number;
    sums[k] = (sums[k] as number) + (weights?.[row] ?? 1);
  }
  const total = sums.reduce((a, b) => a + b, 0);
  return sums.map((sum) => Math.log(sum / total));
}

const chance = (ones: number, weight: number, alpha: number) =>
  (ones + alpha) / (weight + 2 * alpha);

function block(values: Float64Array, shape: readonly number[]): Weights {
  return { shape, values };
}

function numberTerms({ config, weights, task }: SavedModel): AddTerms {
  const { kind, numbers } = config as unknown as {
    kind: NumberLikelihood;
    numbers: readonly number[];
  };
  const classes = task.classes.length;
  const table = (name: string) => Float64Array.from(weights[name]?.values ?? []);
  const [logs, zero, means, variances] = ['logs', 'logs_of_zero', 'means', 'variances'].map(
    table,
  ) as [Float64Array, Float64Array, Float64Array, Float64Array];
  const heights = variances.map((variance) => -0.5 * Math.log(2 * Math.PI * variance));
  const term = {
    gaussian: (x: number, cell: number) =>
      (heights[cell] as number) -
      (x - (means[cell] as number)) ** 2 / (2 * (variances[cell] as number)),
    multinomial: (x: number, cell: number) => (x === 0 ? 0 : x * (logs[cell] as number)),
    complement: (x: number, cell: number) => (x === 0 ? 0 : x * (logs[cell] as number)),
    bernoulli: (x: number, cell: number) => (x > 0 ? logs[cell] : zero[cell]) as number,
  }[kind];
  return (values, start, into) => {
    for (let at = 0; at < numbers.length; at++) {
      const value = clamp(values[start + (numbers[at] as number)] as number);
      if (Number.isNaN(value)) continue;
      for (let k = 0; k < classes; k++) {
        into[k] = (into[k] as number) + term(value, k * numbers.length + at);
      }
    }
  };
}

/** A code that training did not see, as a missing one, says nothing. */
function categoryTerms({ config, weights, task }: SavedModel): AddTerms {
  const { categories } = config as unknown as Pick<ColumnKinds, 'categories'>;
  const classes = task.classes.length;
  const tables = categories.map(({ column, levels }) => ({
    column,
    levels,
    logs: Float64Array.from(weights[`category/${column}`]?.values ?? []),
  }));
  return (values, start, into) => {
    for (const { column, levels, logs } of tables) {
      const code = values[start + column] as number;
      if (!(code >= 0 && code < levels)) continue;
      for (let k = 0; k < classes; k++) {
        into[k] = (into[k] as number) + (logs[code * classes + k] as number);
      }
    }
  };
}

/** Logarithms of likelihoods become probabilities. Where every class is impossible all are equally likely. */
function normalise(logs: Float64Array): void {
  const largest = logs.reduce((a, b) => Math.max(a, b), -Infinity);
  let sum = 0;
  for (let k = 0; k < logs.length; k++) {
    const share = largest === -Infinity ? 1 : Math.exp((logs[k] as number) - largest);
    logs[k] = share;
    sum += share;
  }
  for (let k = 0; k < logs.length; k++) logs[k] = (logs[k] as number) / sum;
}
