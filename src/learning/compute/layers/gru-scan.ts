import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { TensorFlow } from '../compute.js';
import { nativeBackend } from '../native-ops.js';
import { addBiases } from './dense.js';

/** What a gated recurrent unit reads, and in which way. */
export interface GruReading {
  /** What the inputs add to the gates, `[length, rows, 3 · units]`: reset, update, new. */
  readonly sums: Tensor;
  /** `[units, 3 · units]` and `[3 · units]`, for the state. */
  readonly memory: Tensor2D;
  readonly biases: Tensor;
  readonly backwards: boolean;
  readonly gives: 'last' | 'all';
}

/**
 * The last state of a gated recurrent unit, `[rows, units]`, or all, `[length, rows, units]`. Its gradient is written out
 * (backpropagation through time): half as many ops as one op after the other would have, and one product over all times for the memory's.
 */
export function gruStates(tf: TensorFlow, reading: GruReading): Tensor {
  const { sums, memory, biases, backwards, gives } = reading;
  const scan = tf.customGrad((...given) => {
    const [inputs, weights, shifts, save] = given as unknown as [
      ...(readonly [Tensor, Tensor2D, Tensor]),
      (tensors: Tensor[]) => void,
    ];
    const steps = stepsForward(tf, { inputs, weights, shifts, backwards });
    save([weights, ...steps.flatMap((step) => keptParts.map((part) => step[part]))]);
    const states = steps.map(({ after }) => after);
    const value =
      gives === 'last' ? (states.at(-1) as Tensor) : tf.stack(inTime(states, backwards));
    return {
      value,
      gradFunc: (slope: Tensor, saved: Tensor[]) => {
        const slopes = gives === 'last' ? [slope] : inTime(tf.unstack(slope), backwards);
        return gradients(tf, slopes, { saved, backwards });
      },
    };
  });
  return scan(sums, memory, biases);
}

/** One list is in the order of reading, the other in that of time. */
function inTime<T>(list: readonly T[], backwards: boolean): T[] {
  return backwards ? [...list].reverse() : [...list];
}

/** Of each step, what its gradient needs. */
const keptParts = ['before', 'gates', 'fresh', 'newBefore', 'distance'] as const;
type KeptStep = Readonly<Record<(typeof keptParts)[number], Tensor>>;

interface ForwardReading {
  readonly inputs: Tensor;
  readonly weights: Tensor2D;
  readonly shifts: Tensor;
  readonly backwards: boolean;
}

function stepsForward(
  tf: TensorFlow,
  { inputs, weights, shifts, backwards }: ForwardReading,
): (KeptStep & { readonly after: Tensor })[] {
  const [, rows = 0] = inputs.shape;
  const [units] = weights.shape;
  const [gateSums, newSums] = tf.split(inputs, [2 * units, units], 2) as [Tensor, Tensor];
  const news = inTime(tf.unstack(newSums), backwards);
  let before: Tensor = tf.zeros([rows, units]);
  return inTime(tf.unstack(gateSums), backwards).map((gatesNow, at) => {
    const known = addBiases(tf, tf.matMul(before as Tensor2D, weights), shifts);
    const [gatesBefore, newBefore] = tf.split(known, [2 * units, units], 1) as [Tensor, Tensor];
    const gates = tf.sigmoid(tf.add(gatesNow, gatesBefore));
    const [reset, update] = tf.split(gates, 2, 1) as [Tensor, Tensor];
    const fresh = tf.tanh(tf.add(news[at] as Tensor, tf.mul(reset, newBefore)));
    const distance = tf.sub(before, fresh);
    const after: Tensor = tf.add(fresh, tf.mul(update, distance));
    const step = { before, gates, fresh, newBefore, distance, after };
    before = after;
    return step;
  });
}

/** Along the sums, the memory and its biases; `slopes` are along the last states, in the order of reading. */
function gradients(
  tf: TensorFlow,
  slopes: readonly Tensor[],
  { saved, backwards }: { readonly saved: readonly Tensor[]; readonly backwards: boolean },
): Tensor[] {
  const [weights, ...parts] = saved as [Tensor2D, ...Tensor[]];
  const steps = Array.from(
    { length: parts.length / keptParts.length },
    (_, step) =>
      Object.fromEntries(
        keptParts.map((part, at) => [part, parts[step * keptParts.length + at]]),
      ) as KeptStep,
  );
  const found: SlopesOfStep[] = [];
  let carried: Tensor | undefined;
  for (let step = steps.length - 1; step >= 0; step--) {
    const own = slopes[step - (steps.length - slopes.length)];
    const slope = [own, carried].filter((part) => part !== undefined);
    const now = slopesOfStep(
      tf,
      steps[step] as KeptStep,
      slope.reduce((a, b) => tf.add(a, b)),
    );
    found.unshift(now);
    if (step === 0) break;
    carried = tf.add(now.through, tf.matMul(now.known as Tensor2D, weights, false, true));
  }
  const together = (of: (step: SlopesOfStep) => Tensor) =>
    tf.stack(inTime(found.map(of), backwards));
  const known = tf.concat(found.map((step) => step.known)) as Tensor2D;
  const before = tf.concat(steps.map((step) => step.before)) as Tensor2D;
  return [
    tf.concat([together(({ gates }) => gates), together(({ fresh }) => fresh)], 2),
    tf.matMul(before, known, true, false),
    tf.sum(known, 0),
  ];
}

interface SlopesOfStep {
  /** Before the sigmoid and the tanh. */
  readonly gates: Tensor;
  readonly fresh: Tensor;
  /** Along what the state added to all three. */
  readonly known: Tensor;
  /** Along the state before, past the gates. */
  readonly through: Tensor;
}

function slopesOfStep(
  tf: TensorFlow,
  { gates, fresh: value, newBefore, distance }: KeptStep,
  slope: Tensor,
): SlopesOfStep {
  const [reset, update] = tf.split(gates, 2, 1) as [Tensor, Tensor];
  const through = tf.mul(slope, update);
  const fresh = throughTanh(tf, value, tf.sub(slope, through));
  const ofGates = tf.concat([tf.mul(fresh, newBefore), tf.mul(slope, distance)], 1);
  const before = throughSigmoid(tf, gates, ofGates);
  return { gates: before, fresh, known: tf.concat([before, tf.mul(fresh, reset)], 1), through };
}

function throughTanh(tf: TensorFlow, value: Tensor, slope: Tensor): Tensor {
  const native = nativeBackend(tf)?.run('TanhGrad', [value, slope], { T: { type: 'float32' } });
  return native ?? tf.mul(slope, tf.sub(1, tf.square(value)));
}

function throughSigmoid(tf: TensorFlow, value: Tensor, slope: Tensor): Tensor {
  const native = nativeBackend(tf)?.run('SigmoidGrad', [value, slope], { T: { type: 'float32' } });
  return native ?? tf.mul(slope, tf.mul(value, tf.sub(1, value)));
}
