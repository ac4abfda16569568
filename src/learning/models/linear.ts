import type { SavedModel } from '../../contracts/model.js';
import type { ValuesOf } from '../../contracts/params.js';
import { MlxError } from '../../errors/index.js';
import { pacer } from '../compute/pacer.js';
import { trainNetwork } from '../compute/train-network.js';
import { defineModel, type FitContext, type FitResult, type TrainingData } from './model-family.js';
import { focalParams, withFocal } from './parts/focal.js';
import { minimise } from './parts/lbfgs.js';
import { type LinearTask, linearLossParams, linearTask } from './parts/linear-loss.js';
import { linearNetwork, onlyBySteps } from './parts/linear-network.js';
import { linearObjective } from './parts/linear-objective.js';
import { networkData } from './parts/network-data.js';
import { logitsOf, predictionsFrom } from './parts/predictions.js';
import { classWeightParams, withClassWeights } from './parts/row-weights.js';
import { courseOf, earlyStoppingOf, earlyStoppingParams } from './parts/training-params.js';

const params = {
  solver: {
    enum: ['auto', 'lbfgs', 'adam'],
    default: 'auto',
    description:
      '`lbfgs` finds the exact optimum; `adam` goes by minibatches. `auto`: `lbfgs` unless rows × features × outputs exceed 100 million',
  },
  l2: {
    type: 'number',
    minimum: 0,
    default: 1,
    search: { low: 1e-3, high: 1e3, log: true },
    description:
      "Weight of half the sum of squared weights beside the sum of losses: scikit-learn's 1/C, and alpha of its Ridge",
  },
  l1: {
    type: 'number',
    minimum: 0,
    default: 0,
    description:
      'Weight of the sum of absolute weights beside the sum of losses; with `lbfgs` makes unneeded weights exactly 0',
  },
  max_iterations: {
    type: 'integer',
    minimum: 1,
    default: 1000,
    description: '`lbfgs`: most iterations',
  },
  tolerance: {
    type: 'number',
    exclusiveMinimum: 0,
    default: 1e-7,
    description: '`lbfgs`: done when the mean loss is nowhere steeper, on standardised features',
  },
  epochs: { type: 'integer', minimum: 1, default: 100, description: '`adam`: most epochs' },
  batch_size: { type: 'integer', minimum: 1, default: 256, description: '`adam`: rows in a step' },
  learning_rate: {
    type: 'number',
    exclusiveMinimum: 0,
    default: 0.01,
    description: '`adam`: length of a step',
  },
  ...linearLossParams,
  ...focalParams,
  ...earlyStoppingParams,
  ...classWeightParams,
} as const;

/** Least squares, or logistic or softmax regression: a weighted sum of the features for each output, penalised. */
export const linear = defineModel({
  name: 'linear',
  summary:
    'Linear, logistic or softmax regression with L1 and L2 penalties: fast, and easy to explain',
  tasks: ['binary', 'multiclass', 'regression'],
  reads: 'scaled',
  streams: true,
  params,

  async fit(data, values, context) {
    const weighted = withClassWeights(data, values);
    const problem = withFocal(linearTask(weighted, values), values);
    const { task, train } = problem.data;
    const work = train.x.rows * train.x.columns.length * logitsOf(task);
    // The exact solver goes over all rows at once.
    const isLarge = work > 1e8 || train.stream !== undefined;
    const onlySteps = onlyBySteps(values, context);
    if (values.solver === 'lbfgs') onlySteps?.refuse();
    const bySteps = isLarge || onlySteps !== undefined;
    const solver = values.solver === 'auto' ? (bySteps ? 'adam' : 'lbfgs') : values.solver;
    if (solver === 'lbfgs' && train.stream !== undefined) throw tooLargeForLbfgs();
    return solver === 'lbfgs'
      ? fitExactly(problem, values, context)
      : fitByMinibatches(problem, values, context);
  },

  predictor(model) {
    const weights = Float64Array.from(model.weights['weights']?.values ?? []);
    const intercepts = Float64Array.from(model.weights['intercepts']?.values ?? []);
    const outputs = intercepts.length;
    const features = model.inputs.length;
    const predict = predictionsFrom(model, ({ values }, row, logits) => {
      logits.set(intercepts);
      for (let j = 0; j < features; j++) {
        const value = values[row * features + j] as number;
        for (let k = 0; k < outputs; k++) {
          logits[k] = (logits[k] as number) + value * (weights[j * outputs + k] as number);
        }
      }
    });
    if (model.config['objective'] !== 'poisson') return predict;
    return (matrix) => {
      const answer = predict(matrix);
      return { ...answer, values: answer.values.map(Math.exp) };
    };
  },
});

function tooLargeForLbfgs(): MlxError {
  return new MlxError(
    'learning/does-not-stream',
    '`lbfgs` needs all rows in memory, and they do not fit',
    {
      hints: ['Use `solver: adam` or `solver: auto`'],
    },
  );
}

type LinearParams = ValuesOf<typeof params>;

/** By L-BFGS or, with `l1`, OWL-QN over all rows at once. */
async function fitExactly(
  problem: LinearTask,
  { max_iterations, tolerance }: LinearParams,
  context: FitContext,
): Promise<FitResult> {
  const { data, loss, l1, l2 } = problem;
  const outputs = logitsOf(data.task);
  const features = data.train.x.columns.length;
  const objective = await linearObjective({
    rows: data.train,
    outputs,
    loss,
    l2,
    breathe: pacer(context.signal),
  });
  const history: { epoch: number; loss: number }[] = [];
  const penalty = new Float64Array(objective.size);
  penalty.fill(l1 / totalWeight(data), 0, features * outputs);

  const { point, iterations, converged } = await minimise(objective, {
    maxIterations: max_iterations,
    tolerance,
    curvature: objective.curvature,
    ...(l1 > 0 ? { l1: penalty } : {}),
    onIteration: (epoch) => {
      const record = { epoch, loss: objective.meanLoss };
      history.push(record);
      context.emit({ type: 'epoch', candidate: context.label, epochs: max_iterations, ...record });
    },
  });
  const solution = {
    weights: point.subarray(0, features * outputs),
    intercepts: objective.intercepts(point),
  };
  return {
    model: savedModel(problem, solution, 'lbfgs'),
    history,
    epochs: iterations,
    bestEpoch: iterations,
    notes: converged
      ? []
      : [
          `stopped after ${iterations} iterations, before it converged; raise \`max_iterations\` or scale the features`,
        ],
  };
}

/** By Adam, on the tensor backend. Its L1 penalty makes weights small but not exactly 0. */
async function fitByMinibatches(
  problem: LinearTask,
  values: LinearParams,
  context: FitContext,
): Promise<FitResult> {
  const { data, loss, l1, l2 } = problem;
  const total = totalWeight(data);
  const trained = await trainNetwork(
    { network: linearNetwork(problem, context), loss, data: networkData(data) },
    {
      epochs: values.epochs,
      batchSize: values.batch_size,
      optimizer: { name: 'adam', learningRate: values.learning_rate },
      l1: l1 / total,
      l2: l2 / total,
      ...earlyStoppingOf(values),
    },
    context,
  );
  const solution = {
    weights: Float64Array.from(trained.weights['weights']?.values ?? []),
    intercepts: Float64Array.from(trained.weights['intercepts']?.values ?? []),
  };
  return { model: savedModel(problem, solution, 'adam'), ...courseOf(trained, values.epochs) };
}

/** Back in the target's unit: what is saved needs no scale. */
function savedModel(
  { data: { task, train }, scale: { mean, sd }, loss }: LinearTask,
  solution: { readonly weights: Float64Array; readonly intercepts: Float64Array },
  solver: 'lbfgs' | 'adam',
): SavedModel {
  const outputs = solution.intercepts.length;
  return {
    family: 'linear',
    task,
    inputs: train.x.columns,
    config: typeof loss === 'string' ? { solver } : { solver, objective: loss.name },
    weights: {
      weights: {
        shape: [train.x.columns.length, outputs],
        values: Float32Array.from(solution.weights, (weight) => weight * sd),
      },
      intercepts: {
        shape: [outputs],
        values: Float32Array.from(solution.intercepts, (intercept) => intercept * sd + mean),
      },
    },
  };
}

function totalWeight({ train }: TrainingData): number {
  return train.weights?.reduce((sum, weight) => sum + weight, 0) ?? train.x.rows;
}
