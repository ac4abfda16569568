import type { Rank, Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { TensorFlow } from '../compute.js';
import { addBiases } from './dense.js';
import { gruStates } from './gru-scan.js';
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
      const { gives = 'last', backwards = false } = options;
      const states = gruStates(tf, {
        sums: inputSums(tf, x, { ...options, blocks: pass.weights }),
        memory: weightOf(pass, `${name}/memory`) as Tensor2D,
        biases: weightOf(pass, `${name}/memory-biases`),
        ...{ gives, backwards },
      });
      return gives === 'last' ? states : tf.transpose(states, [1, 0, 2]);
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

type ReadBlocks = Recurrent & { readonly blocks: Readonly<Record<string, Tensor>> };

/** A tensor for each time, in the order of reading. */
function inputsByTime(tf: TensorFlow, x: Tensor, reading: ReadBlocks): readonly Tensor[] {
  const times = tf.unstack(inputSums(tf, x, reading), 0);
  // A copy: the tape of gradients holds on to the list itself.
  return reading.backwards === true ? [...times].reverse() : times;
}

/** What the inputs add to all gates, computed for all times in one product: `[length, rows, gates]`. */
function inputSums(tf: TensorFlow, x: Tensor, { name, blocks }: ReadBlocks): Tensor {
  const [rows = 0, length = 0, inputs = 0] = x.shape;
  // Time first, so that each time is one stretch of memory.
  const flat = tf.reshape<Rank.R2>(tf.transpose(x, [1, 0, 2]), [length * rows, inputs]);
  const weights = blocks[`${name}/input`] as Tensor2D;
  const sums = addBiases(tf, tf.matMul(flat, weights), blocks[`${name}/biases`] as Tensor);
  return tf.reshape(sums, [length, rows, weights.shape[1]]);
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
