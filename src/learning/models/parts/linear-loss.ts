import type { Params, ValuesOf } from '../../../contracts/params.js';
import { MlxError } from '../../../errors/index.js';
import type { Loss } from '../../compute/network.js';
import type { LabelledRows, TrainingData } from '../model-family.js';
import { lossOfTask } from './loss-of-task.js';
import { onTargetScale, type ScaledData } from './target-scale.js';

/** What a linear regression may be told of its loss. */
export const linearLossParams = {
  objective: {
    enum: ['auto', 'squared', 'huber', 'poisson'],
    default: 'auto',
    description:
      'Loss of a regression: `auto` is `squared`; `huber` is not drawn away by a few large errors; `poisson` is for counts, of which the features multiply the mean',
  },
  huber_delta: {
    type: 'number',
    exclusiveMinimum: 0,
    description:
      'Of `objective: huber`, in the unit of the target: larger errors count linearly. Left out: 1.35 standard deviations of the target',
  },
} as const satisfies Params;

/** The loss of a linear model, its data on the scale it learns on, and what the penalties of the project are on that scale. */
export interface LinearTask extends ScaledData {
  readonly loss: Loss;
  readonly l1: number;
  readonly l2: number;
}

/** Throws `learning/unsuitable-target` for counts below 0. */
export function linearTask(
  data: TrainingData,
  {
    objective,
    huber_delta,
    l1,
    l2,
  }: ValuesOf<typeof linearLossParams> & { readonly l1: number; readonly l2: number },
): LinearTask {
  if (data.task.kind === 'regression' && objective === 'poisson') return counts(data, { l1, l2 });
  const scaled = onTargetScale(data);
  const { sd } = scaled.scale;
  const isHuber = data.task.kind === 'regression' && objective === 'huber';
  const delta = huber_delta === undefined ? 1.35 : huber_delta / sd;
  return {
    ...scaled,
    loss: isHuber ? { name: 'huber', delta } : lossOfTask(data.task),
    l1: l1 / sd,
    l2,
  };
}

/** Counts are divided by their mean, so that any size of them is learnt equally well; the link is the logarithm. */
function counts(
  { task, train, validation }: TrainingData,
  penalties: { readonly l1: number; readonly l2: number },
): LinearTask {
  const lowest = train.y.reduce((a, b) => Math.min(a, b), 0);
  if (lowest < 0) {
    throw new MlxError(
      'learning/unsuitable-target',
      `\`objective: poisson\` is for counts, and \`${task.target}\` has the value ${lowest}`,
      { hints: ['Use `objective: squared`, or `huber` when a few errors are very large'] },
    );
  }
  const mean = weightedMean(train);
  const unit = mean > 0 ? mean : 1;
  const scaled = (rows: LabelledRows) => ({ ...rows, y: rows.y.map((value) => value / unit) });
  return {
    data: {
      task,
      train: scaled(train),
      ...(validation === undefined ? {} : { validation: scaled(validation) }),
    },
    scale: { mean: Math.log(unit), sd: 1 },
    loss: { name: 'poisson' },
    l1: penalties.l1 / unit,
    l2: penalties.l2 / unit,
  };
}

function weightedMean({ y, weights }: LabelledRows): number {
  let total = 0;
  let sum = 0;
  for (let row = 0; row < y.length; row++) {
    total += weights?.[row] ?? 1;
    sum += (weights?.[row] ?? 1) * (y[row] as number);
  }
  return sum / total;
}
