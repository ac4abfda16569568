import type { Weights } from '../../../contracts/model.js';
import { MlxError } from '../../../errors/index.js';
import type { Network } from '../../compute/network.js';
import type { FitContext, TrainingData } from '../model-family.js';
import { refuseOtherShape, startingFrom } from './go-on.js';
import type { LinearTask } from './linear-loss.js';
import { logitsOf } from './predictions.js';

/** Why a linear model can be learnt by steps alone; undefined when it has an optimum that is found at once. */
export function onlyBySteps(
  { focal_gamma: gamma }: { readonly focal_gamma: number },
  { startFrom, label }: FitContext,
): { refuse(): never } | undefined {
  if (startFrom === undefined && gamma === 0) return undefined;
  const [message, setting] =
    startFrom === undefined
      ? [
          'has no single optimum with `focal_gamma`, which `lbfgs` would have to find',
          'focal_gamma',
        ]
      : ['finds the same optimum by `lbfgs` wherever it starts from', 'train.start_from'];
  return {
    refuse: () => {
      throw new MlxError('learning/cannot-go-on', `\`${label}\` ${message}`, {
        hints: [`Use \`solver: adam\` or \`solver: auto\`, or leave \`${setting}\` out`],
      });
    },
  };
}

/** The network, with the weights of another linear model where it goes on from one. */
export function linearNetwork(
  { data, scale: { mean, sd }, loss }: LinearTask,
  { startFrom, label }: FitContext,
): Network {
  const fresh = fromZero(data);
  if (startFrom === undefined) return fresh;
  const now = typeof loss === 'string' ? 'squared' : loss.name;
  const before = startFrom.config['objective'] ?? 'squared';
  if (data.task.kind === 'regression')
    refuseOtherShape(label, [{ name: 'objective', now, before }]);
  const inUnit = (name: 'weights' | 'intercepts', offset: number) => {
    const { shape, values } = startFrom.weights[name] as Weights;
    return { shape, values: Float32Array.from(values, (value) => (value - offset) / sd) };
  };
  return startingFrom(fresh, {
    weights: inUnit('weights', 0),
    intercepts: inUnit('intercepts', mean),
  });
}

/** Starts from zero, which is as good as anything for a convex loss. */
function fromZero({ task, train }: TrainingData): Network {
  const outputs = logitsOf(task);
  const features = train.x.columns.length;
  return {
    outputs,
    parameters: [
      {
        name: 'weights',
        shape: [features, outputs],
        regularised: true,
        initial: () => new Float32Array(features * outputs),
      },
      {
        name: 'intercepts',
        shape: [outputs],
        regularised: false,
        initial: () => new Float32Array(outputs),
      },
    ],
    forward: (tf, { weights, intercepts }, { x }) =>
      tf.add(tf.matMul(x, weights as typeof x), intercepts as typeof x),
    steps: [{ kind: 'dense', weights: 'weights', biases: 'intercepts', inputs: features, outputs }],
  };
}
