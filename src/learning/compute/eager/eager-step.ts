import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { TensorFlow } from '../compute.js';
import { type MaskPlace, seededDropout } from '../dropout.js';
import { meanLoss } from '../losses.js';
import type { ForwardMode, Loss, Network } from '../network.js';
import { type BlockLayout, namedTensors, type WeightLayout } from '../weight-layout.js';

/** A network with its loss, as it is run op by op or recorded. */
export interface NetworkProblem {
  readonly network: Network;
  readonly loss: Loss;
  readonly layout: WeightLayout;
  readonly stateLayout: BlockLayout;
}

/** Tensors of one batch and of what it is run with; `weights` and `state` in the order of their layouts. */
export interface StepInputs {
  readonly x: Tensor2D;
  readonly y: Tensor2D;
  readonly rowWeights?: Tensor;
  readonly weights: readonly Tensor[];
  readonly state: readonly Tensor[];
}

export interface StepOutputs {
  readonly loss: Scalar;
  /** In the order of the parameters. */
  readonly gradients: readonly Tensor[];
  /** The state after the step: kept ones are new tensors, the others those that were given. */
  readonly state: readonly Tensor[];
}

/** Loss, gradients and new state of a batch. Call inside `tf.tidy`. */
export function gradientStep(
  tf: TensorFlow,
  problem: NetworkProblem,
  { inputs, place }: { readonly inputs: StepInputs; readonly place: MaskPlace },
): StepOutputs {
  const { stateLayout } = problem;
  const kept = new Map<string, Tensor>();
  const mode: ForwardMode = {
    training: true,
    dropout: seededDropout(tf, place) as ForwardMode['dropout'],
    state: namedTensors(stateLayout, inputs.state),
    // Kept, because what is made while a gradient is taped goes with the tape.
    keep: (name, value) => void kept.set(name, tf.keep(value)),
  };
  const lossOf = (...weights: Tensor[]) => lossOn(tf, problem, { ...inputs, weights, mode });
  const { value, grads } = tf.valueAndGrads(lossOf)([...inputs.weights]);
  const state = stateLayout.blocks.map(({ name }, index) => {
    const moved = kept.get(name);
    return moved === undefined ? (inputs.state[index] as Tensor) : tf.clone(moved);
  });
  tf.dispose([...kept.values()]);
  return { loss: value, gradients: grads, state };
}

/** The loss of a batch with nothing dropped and nothing kept. Call inside `tf.tidy`. */
export function lossStep(tf: TensorFlow, problem: NetworkProblem, inputs: StepInputs): Scalar {
  const mode: ForwardMode = {
    training: false,
    dropout: (x) => x,
    state: namedTensors(problem.stateLayout, inputs.state),
    keep: () => undefined,
  };
  return lossOn(tf, problem, { ...inputs, mode });
}

function lossOn(
  tf: TensorFlow,
  { network, loss, layout }: NetworkProblem,
  { x, y, rowWeights, weights, mode }: StepInputs & { readonly mode: ForwardMode },
): Scalar {
  const logits = network.forward(tf, namedTensors(layout, weights), { x, mode });
  return meanLoss(tf, loss, {
    logits,
    y,
    ...(rowWeights === undefined ? {} : { weights: rowWeights }),
  });
}
