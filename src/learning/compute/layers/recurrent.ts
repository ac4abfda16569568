import type { Rank, Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { TensorFlow } from '../compute.js';
import { addBiases } from './dense.js';
import { constantWeights, type DrawPlace, glorot } from './initial-values.js';
import { type Layer, weightOf } from './layer.js';

interface Recurrent {
  readonly name: string;
  /** Numbers at each time, and in the memory. */
  readonly inputs: number;
  readonly units: number;
  /** `last` (the default) gives `[rows, units]`, `all` gives `[rows, length, units]`. */
  readonly gives?: 'last' | 'all';
  /** From the end to the beginning. */
  readonly backwards?: boolean;
}

/**
 * A gated recurrent unit over `[rows, length, inputs]` (Cho et al. 2014), with the reset gate after the product as in
 * cuDNN and PyTorch: blocks `NAME/input`, `NAME/memory`, `NAME/biases`, `NAME/memory-biases`; gates reset, update, new.
 */
export function gru(place: DrawPlace, options: Recurrent): Layer {
  const { name, units } = options;
  return {
    parameters: [
      ...recurrentBlocks(place, options, 3),
      constantWeights(`${name}/memory-biases`, [3 * units], 0),
    ],
    apply: (tf, x, pass) => {
      const memory = weightOf(pass, `${name}/memory`) as Tensor2D;
      const memoryBiases = weightOf(pass, `${name}/memory-biases`);
      const times = inputsByTime(tf, x, { ...options, blocks: pass.weights });
      const step = (before: Tensor, now: Tensor): Tensor => {
        const [gatesNow, newNow] = tf.split(now, [2 * units, units], 1) as [Tensor, Tensor];
        const known = addBiases(tf, tf.matMul(before as Tensor2D, memory), memoryBiases);
        const [gatesBefore, newBefore] = tf.split(known, [2 * units, units], 1) as [Tensor, Tensor];
        const gates = tf.sigmoid(tf.add(gatesNow, gatesBefore));
        const [reset, update] = tf.split(gates, 2, 1) as [Tensor, Tensor];
        const fresh = tf.tanh(tf.add(newNow, tf.mul(reset, newBefore)));
        return tf.add(fresh, tf.mul(update, tf.sub(before, fresh)));
      };
      const start: Tensor = tf.zeros([rowsOf(x), units]);
      return collect(tf, options, scan(times, start, step));
    },
  };
}

/**
 * Long short-term memory over `[rows, length, inputs]` (Hochreiter & Schmidhuber 1997; Gers et al. 2000): blocks `NAME/input`,
 * `NAME/memory`, `NAME/biases`; gates input, forget, output, then the candidate. It starts out remembering: forget biases are 1.
 */
export function lstm(place: DrawPlace, options: Recurrent): Layer {
  const { name, units } = options;
  const [input, memoryBlock, biases] = recurrentBlocks(place, options, 4);
  return {
    parameters: [
      input,
      memoryBlock,
      {
        ...biases,
        initial: () => new Float32Array(4 * units).fill(1, units, 2 * units),
      },
    ],
    apply: (tf, x, pass) => {
      const memory = weightOf(pass, `${name}/memory`) as Tensor2D;
      const times = inputsByTime(tf, x, { ...options, blocks: pass.weights });
      const step = ({ cell, hidden }: LongMemory, now: Tensor): LongMemory => {
        const sums = tf.add(now, tf.matMul(hidden as Tensor2D, memory));
        const [gateSums, freshSums] = tf.split(sums, [3 * units, units], 1) as [Tensor, Tensor];
        const gates = tf.sigmoid(gateSums);
        const [write, keep, show] = tf.split(gates, 3, 1) as [Tensor, Tensor, Tensor];
        const next = tf.add(tf.mul(keep, cell), tf.mul(write, tf.tanh(freshSums)));
        return { cell: next, hidden: tf.mul(show, tf.tanh(next)) };
      };
      const nothing: Tensor = tf.zeros([rowsOf(x), units]);
      const states = scan(times, { cell: nothing, hidden: nothing }, step);
      return collect(
        tf,
        options,
        states.map(({ hidden }) => hidden),
      );
    },
  };
}

function rowsOf({ shape: [rows = 0] }: Tensor): number {
  return rows;
}

interface LongMemory {
  readonly cell: Tensor;
  readonly hidden: Tensor;
}

function recurrentBlocks(place: DrawPlace, { name, inputs, units }: Recurrent, gates: number) {
  return [
    glorot(place, {
      name: `${name}/input`,
      shape: [inputs, gates * units],
      inputs,
      outputs: units,
    }),
    glorot(place, {
      name: `${name}/memory`,
      shape: [units, gates * units],
      inputs: units,
      outputs: units,
    }),
    constantWeights(`${name}/biases`, [gates * units], 0),
  ] as const;
}

/** What the inputs add to all gates, computed for all times in one product: a tensor for each time. */
function inputsByTime(
  tf: TensorFlow,
  x: Tensor,
  {
    name,
    backwards = false,
    blocks,
  }: Recurrent & { readonly blocks: Readonly<Record<string, Tensor>> },
): readonly Tensor[] {
  const [rows = 0, length = 0, inputs = 0] = x.shape;
  // Time first, so that each time is one stretch of memory.
  const flat = tf.reshape<Rank.R2>(tf.transpose(x, [1, 0, 2]), [length * rows, inputs]);
  const weights = blocks[`${name}/input`] as Tensor2D;
  const sums = addBiases(tf, tf.matMul(flat, weights), blocks[`${name}/biases`] as Tensor);
  const times = tf.unstack(tf.reshape(sums, [length, rows, weights.shape[1]]), 0);
  return backwards ? times.reverse() : times;
}

/** All states that a step leads to, one after the other. */
function scan<State>(
  times: readonly Tensor[],
  start: State,
  step: (state: State, now: Tensor) => State,
): readonly State[] {
  const states: State[] = [];
  let state = start;
  for (const now of times) {
    state = step(state, now);
    states.push(state);
  }
  return states;
}

function collect(
  tf: TensorFlow,
  { gives = 'last', backwards = false }: Recurrent,
  states: readonly Tensor[],
): Tensor {
  if (gives === 'last') return states.at(-1) as Tensor;
  return tf.stack(backwards ? [...states].reverse() : [...states], 1);
}
