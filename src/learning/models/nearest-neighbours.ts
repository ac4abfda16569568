import type { SavedModel } from '../../contracts/model.js';
import { defineModel } from './model-family.js';
import { KdTree, mostTreeColumns } from './parts/k-d-tree.js';
import { Nearest, type Points, searchAll } from './parts/neighbour-search.js';
import { classWeightParams, withClassWeights } from './parts/row-weights.js';

const params = {
  neighbours: {
    type: 'integer',
    minimum: 1,
    default: 5,
    search: { low: 1, high: 50, log: true },
    description: 'How many of the nearest training rows decide',
  },
  weights: {
    enum: ['uniform', 'distance'],
    default: 'uniform',
    search: { choice: ['uniform', 'distance'] },
    description:
      '`uniform`: all of them count the same; `distance`: nearer ones more, by 1 / distance, and a row at distance 0 alone',
  },
  metric: {
    enum: ['euclidean', 'manhattan', 'cosine'],
    default: 'euclidean',
    search: { choice: ['euclidean', 'manhattan', 'cosine'] },
    description: 'How far two rows are apart; `cosine` looks at directions only, which suits text',
  },
  ...classWeightParams,
} as const;

type Metric = (typeof params)['metric']['enum'][number];

/** Answers with what the most similar training rows say. The model holds those rows. */
export const nearestNeighbours = defineModel({
  name: 'nearest-neighbours',
  summary:
    'The vote or mean of the most similar training rows: learns nothing, takes its time when asked, and keeps the rows',
  tasks: ['binary', 'multiclass', 'regression'],
  reads: 'scaled',
  params,

  fit(given, values, { signal }) {
    signal.throwIfAborted();
    const { task, train } = withClassWeights(given, values);
    const { x, y, weights } = train;
    const points = values.metric === 'cosine' ? unitRows(x.values, x.columns.length) : x.values;
    const neighbours = Math.min(values.neighbours, x.rows);
    const model = {
      family: 'nearest-neighbours',
      task,
      inputs: x.columns,
      config: { neighbours, weights: values.weights, metric: values.metric },
      weights: {
        points: { shape: [x.rows, x.columns.length], values: points },
        targets: { shape: [x.rows], values: y },
        ...(weights === undefined ? {} : { weights: { shape: [x.rows], values: weights } }),
      },
    };
    const notes = [
      `the model holds its ${x.rows} training rows: whoever has it has their values`,
      ...(neighbours < values.neighbours
        ? [`there are only ${x.rows} rows to be neighbours, fewer than ${values.neighbours}`]
        : []),
    ];
    return Promise.resolve({ model, history: [], epochs: 0, bestEpoch: 0, notes });
  },

  predictor(model) {
    const { metric } = model.config as { metric: Metric };
    const width = model.inputs.length;
    const find = searchIn(pointsOf(model));
    const answer = answerFrom(model);
    const outputs = model.task.kind === 'regression' ? 1 : model.task.classes.length;
    const nearest = Array.from({ length: blockRows }, () => new Nearest(neighboursOf(model)));
    return ({ rows, values: given }) => {
      const values = metric === 'cosine' ? unitRows(given, width) : given;
      const answers = new Float64Array(rows * outputs);
      for (let start = 0; start < rows; start += blockRows) {
        const count = Math.min(blockRows, rows - start);
        const queries = Array.from({ length: count }, (_, at) =>
          values.subarray((start + at) * width, (start + at + 1) * width),
        );
        find(queries, nearest);
        for (let at = 0; at < count; at++) {
          const row = start + at;
          answer(nearest[at] as Nearest, answers.subarray(row * outputs, (row + 1) * outputs));
        }
      }
      return { rows, width: outputs, values: answers };
    };
  },
});

/** Rows that are held against the points together. */
const blockRows = 32;

const neighboursOf = ({ config }: SavedModel) => config['neighbours'] as number;

function pointsOf({ config, weights, inputs }: SavedModel): Points {
  const values = weights['points']?.values as Float32Array;
  const rows = weights['targets']?.values.length ?? 0;
  const metric = config['metric'] === 'manhattan' ? 'absolutes' : 'squares';
  return { rows, width: inputs.length, values, metric };
}

type Find = (queries: readonly Float32Array[], found: readonly Nearest[]) => void;

/** By a k-d tree where that pays: many points of few columns. */
function searchIn(points: Points): Find {
  const pays = points.width <= mostTreeColumns && points.rows > 2 ** points.width;
  if (!pays || points.rows < 200) return (queries, found) => searchAll(points, queries, found);
  const tree = new KdTree(points);
  return (queries, found) => {
    for (const [at, query] of queries.entries()) tree.search(query, found[at] as Nearest);
  };
}

type Answer = (nearest: Nearest, into: Float64Array) => void;

/** The weighted share of each class, or mean, of the rows found. */
function answerFrom({ config, task, weights }: SavedModel): Answer {
  const targets = weights['targets']?.values as Float64Array;
  const rowWeights = weights['weights']?.values;
  const { metric } = config as { metric: Metric };
  const byDistance = config['weights'] === 'distance';
  const real = { euclidean: Math.sqrt, cosine: (d: number) => d / 2, manhattan: (d: number) => d };
  const nearness = (distance: number, touches: boolean) => {
    if (touches) return distance === 0 ? 1 : 0;
    return byDistance ? 1 / real[metric](distance) : 1;
  };
  const isNumber = task.kind === 'regression';

  return ({ count, distances, points }, into) => {
    const touches = byDistance && distances[0] === 0;
    let total = 0;
    let plain = 0;
    const add = (at: number, share: number) => {
      const target = targets[points[at] as number] as number;
      const to = isNumber ? 0 : target;
      into[to] = (into[to] as number) + share * (isNumber ? target : 1);
    };
    for (let at = 0; at < count; at++) {
      const distance = distances[at] as number;
      const own = rowWeights?.[points[at] as number] ?? 1;
      const share = own * nearness(distance, touches);
      plain += own;
      total += share;
      add(at, share);
    }
    // Rows without any weight, or so far that nothing is left of their weight, count the same.
    if (!(total > 0) || plain === 0) {
      into.fill(0);
      for (let at = 0; at < count; at++) add(at, 1);
      total = count;
    }
    for (let k = 0; k < into.length; k++) into[k] = (into[k] as number) / total;
  };
}

/** Each row at length 1, so that half the squared distance is 1 − cosine; a row of zeros stays. */
function unitRows(values: Float32Array, width: number): Float32Array {
  const unit = new Float32Array(values.length);
  for (let start = 0; start < values.length; start += width) {
    let squares = 0;
    for (let at = start; at < start + width; at++) squares += (values[at] as number) ** 2;
    const length = squares > 0 ? Math.sqrt(squares) : 1;
    for (let at = start; at < start + width; at++) unit[at] = (values[at] as number) / length;
  }
  return unit;
}
