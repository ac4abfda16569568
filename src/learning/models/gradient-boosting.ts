import type { SavedModel } from '../../contracts/model.js';
import type { ValuesOf } from '../../contracts/params.js';
import type { Task } from '../../contracts/task.js';
import { threadsHere } from '../compute/worker-thread.js';
import { joinForests } from './forests/join-forests.js';
import { defineModel, type FitContext, type FitResult, type TrainingData } from './model-family.js';
import { refuseOtherShape } from './parts/go-on.js';
import { logitsOf, predictionsFrom } from './parts/predictions.js';
import { classWeightParams, withClassWeights } from './parts/row-weights.js';
import { addToRow } from './trees/add-to-row.js';
import { type Boosted, type BoostOptions, boost } from './trees/boost.js';
import { boostingParams } from './trees/boosting-params.js';
import { forestWeights, readForest } from './trees/forest-weights.js';
import { keepScores, keptScores } from './trees/known-scores.js';
import { monotoneColumns } from './trees/monotone.js';
import { objectiveFor } from './trees/objective-for.js';
import { categoryDefaults, type SplitRules } from './trees/split.js';

const params = { ...boostingParams, ...classWeightParams } as const;

/** Gradient-boosted decision trees on histograms, in plain typed arrays. */
export const gradientBoosting = defineModel({
  name: 'gradient-boosting',
  summary:
    'Boosted decision trees: the strongest on tables; takes missing values and categories as they are',
  tasks: ['binary', 'multiclass', 'regression'],
  reads: 'native',
  params,

  async fit(given, values, context) {
    const data = withClassWeights(given, values);
    const options = { ...optionsFor(data, values), ...treesBefore(data, values, context) };
    const boosted = await boost(options, context);
    const model = savedModel(data, options, withTreesBefore(boosted, context.startFrom));
    const { validationScores } = boosted;
    if (validationScores !== undefined && data.validation !== undefined) {
      keepScores(model, { x: data.validation.x, scores: validationScores });
    }
    return {
      model,
      history: boosted.history,
      epochs: boosted.rounds,
      bestEpoch: boosted.bestRound,
      notes: notesOn(boosted, options),
    };
  },

  predictor(model) {
    const forest = readForest(model);
    const start = Float64Array.from(model.weights['start']?.values ?? []);
    const width = model.inputs.length;
    const predict = predictionsFrom(model, (matrix, row, logits) => {
      const kept = keptScores(model, matrix);
      if (kept !== undefined) {
        for (let k = 0; k < logits.length; k++) logits[k] = kept[row * logits.length + k] as number;
        return;
      }
      logits.set(start);
      addToRow(forest, { values: matrix.values, start: row * width }, logits);
    });
    if (model.config['objective'] !== 'poisson') return predict;
    return (matrix) => {
      const answer = predict(matrix);
      return { ...answer, values: answer.values.map(Math.exp) };
    };
  },
});

type BoostingParams = ValuesOf<typeof params>;

/** Below this many rows × features × trees a helper thread is not worth its start. */
const workForThreads = 3e7;

/**
 * Longest steps of a leaf where none is told. Rows of a rare class start at its share p, where their curvature p (1 − p) is next
 * to nothing: a Newton step of 1 / p overshoots by far, and the scores of several classes never come back from there.
 */
const stepCaps = {
  binary: 10,
  multiclass: 5,
  anomaly: Infinity,
  forecast: Infinity,
  regression: Infinity,
} as const;

function optionsFor(data: TrainingData, values: BoostingParams): BoostOptions {
  const stopping = values.early_stopping ?? { patience: 30, min_delta: 0 };
  return {
    data,
    outputs: logitsOf(data.task),
    objective: objectiveFor(data, values),
    rounds: values.trees,
    learningRate: values.learning_rate,
    leaves: values.leaves,
    depth: values.depth === 0 ? Infinity : values.depth,
    bins: values.bins,
    rules: rulesFor(data, values),
    stepCap: stepCaps[data.task.kind],
    monotone: monotoneColumns(data.train.x, values.monotone ?? {}),
    shares: { rows: values.row_share, columns: values.column_share },
    patience: stopping.patience,
    minDelta: stopping.min_delta,
    threads: threadsFor(data, values),
    plain: false,
  };
}

/** The trees of the model it goes on from. */
function treesBefore(
  data: TrainingData,
  values: BoostingParams,
  { startFrom, label }: FitContext,
): Pick<BoostOptions, 'before'> {
  if (startFrom === undefined) return {};
  const { name: now } = objectiveFor(data, values);
  refuseOtherShape(label, [{ name: 'objective', now, before: startFrom.config['objective'] }]);
  const start = Float64Array.from(startFrom.weights['start']?.values ?? []);
  return { before: { forest: readForest(startFrom), start } };
}

/** All trees, those before first; and what each column has gained in them all. */
function withTreesBefore(boosted: Boosted, before: SavedModel | undefined): Boosted {
  if (before === undefined) return boosted;
  const known = before.config['importance'] as readonly (ColumnGain & { feature: string })[];
  const importance = boosted.importance.map(({ gain, splits }, column) => {
    const own = known.find(({ feature }) => feature === before.inputs[column]);
    return { gain: gain + (own?.gain ?? 0), splits: splits + (own?.splits ?? 0) };
  });
  return { ...boosted, importance, forest: joinForests([readForest(before), boosted.forest]) };
}

type ColumnGain = Boosted['importance'][number];

function rulesFor({ train }: TrainingData, values: BoostingParams): SplitRules {
  const { smooth, l2, most, groupRows } = categoryDefaults;
  const given = values.categories ?? { smooth, l2, most, group_rows: groupRows };
  return {
    l1: values.l1,
    l2: values.l2,
    maxStep: values.max_step === 0 ? Infinity : values.max_step,
    minRows: values.min_rows ?? Math.min(20, Math.max(2, train.x.rows / 6)),
    minHessian: values.min_hessian,
    minGain: values.min_gain,
    categories: { ...given, groupRows: given.group_rows },
  };
}

function threadsFor({ task, train }: TrainingData, values: BoostingParams): number {
  const { rows, columns } = train.x;
  const work = rows * columns.length * values.trees * logitsOf(task);
  return values.threads ?? (work < workForThreads ? 1 : Math.min(8, threadsHere()));
}

function savedModel(
  { task, train }: { readonly task: Task; readonly train: TrainingData['train'] },
  { objective }: BoostOptions,
  { forest, start, importance }: Boosted,
): SavedModel {
  const used = importance.flatMap(({ gain, splits }, column) =>
    splits === 0 ? [] : [{ feature: train.x.columns[column] as string, gain, splits }],
  );
  return {
    family: 'gradient-boosting',
    task,
    inputs: train.x.columns,
    config: {
      objective: objective.name,
      trees: forest.roots.length,
      importance: used.sort((a, b) => b.gain - a.gain),
    },
    weights: { start: { shape: [start.length], values: start }, ...forestWeights(forest) },
  };
}

function notesOn(
  { rounds, bestRound, stoppedEarly }: Boosted,
  options: BoostOptions,
): FitResult['notes'] {
  const kept = bestRound === rounds ? '' : `; kept the first ${bestRound}`;
  if (stoppedEarly) {
    return [
      `stopped after tree ${rounds} of ${options.rounds}, since the loss no longer fell${kept}`,
    ];
  }
  if (rounds < options.rounds) {
    return [
      `stopped after tree ${rounds} of ${options.rounds}: no split gains anything any more${kept}`,
    ];
  }
  return kept === '' ? [] : [`kept the first ${bestRound} of ${rounds} trees, which were the best`];
}
