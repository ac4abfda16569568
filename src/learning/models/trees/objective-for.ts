import { MlxError } from '../../../errors/index.js';
import type { TrainingData } from '../model-family.js';
import type { ObjectiveSpec } from './objectives.js';
import { weightedQuantile } from './weighted-quantile.js';

interface Wanted {
  readonly objective: 'auto' | 'squared' | 'absolute' | 'huber' | 'quantile' | 'poisson';
  readonly quantile: number;
  readonly huber_delta: number | undefined;
}

/** The loss for a task. Throws `learning/unsuitable-target` for a target that a loss cannot have. */
export function objectiveFor({ task, train }: TrainingData, wanted: Wanted): ObjectiveSpec {
  const spec = (name: ObjectiveSpec['name']): ObjectiveSpec => ({
    name,
    alpha: wanted.quantile,
    delta: name === 'huber' ? (wanted.huber_delta ?? robustScale(train.y)) : 1,
  });
  if (task.kind !== 'regression') return spec(task.kind === 'binary' ? 'logistic' : 'softmax');
  if (wanted.objective === 'auto') return spec('squared');
  if (wanted.objective === 'poisson') refuseNegative(task.target, train.y);
  return spec(wanted.objective);
}

/** 1.35 times the standard deviation as the median deviation estimates it; 1 for a target that is mostly one value. */
function robustScale(y: Float64Array): number {
  const median = weightedQuantile(y, undefined, 0.5);
  const deviation = weightedQuantile(
    y.map((value) => Math.abs(value - median)),
    undefined,
    0.5,
  );
  return deviation > 0 ? 1.35 * 1.4826 * deviation : 1;
}

function refuseNegative(target: string, y: Float64Array): void {
  const lowest = y.reduce((a, b) => Math.min(a, b), Infinity);
  if (lowest >= 0) return;
  throw new MlxError(
    'learning/unsuitable-target',
    `\`objective: poisson\` is for counts, and \`${target}\` has the value ${lowest}`,
    { hints: ['Use `objective: squared`, or `huber` when a few errors are very large'] },
  );
}
