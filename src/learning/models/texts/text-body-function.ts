import type { SavedModel } from '../../../contracts/model.js';
import type { BodyFunction } from '../parts/block-predictor.js';
import { logistic } from '../parts/predictions.js';
import { type TextShape, textWidth, usedSizes } from './text-body.js';

type Weights = SavedModel['weights'];

/** What `textBody` does, as plain loops over the ids of one text. */
export function textBodyFunction(shape: TextShape, weights: Weights): BodyFunction {
  return shape.body === 'gru' ? gruFunction(shape, weights) : convFunction(shape, weights);
}

/**
 * What a filter makes of a word at each of its places is computed once for each word of the text, not for each window; windows
 * of nothing but the end of the text all give the same.
 */
function convFunction(shape: TextShape, weights: Weights): BodyFunction {
  const { embedding: width, filters, length } = shape;
  const vectors = numbersOf(weights, 'words/vectors');
  const banks = usedSizes(shape).map((size) => ({
    size,
    filter: numbersOf(weights, `conv${size}/filter`),
    biases: numbersOf(weights, `conv${size}/biases`),
  }));
  const result = new Float64Array(textWidth(shape));
  const sums = new Float64Array(filters);
  return (ids) => {
    const end = textEnd(ids);
    result.fill(0);
    for (const [bank, { size, filter, biases }] of banks.entries()) {
      const offset = bank * filters;
      const windows = Math.min(length - size, end) + 1;
      for (let start = 0; start < windows; start++) {
        sums.set(biases);
        for (let at = 0; at < size; at++) {
          const vector = (ids[start + at] as number) * width;
          const word = vectors.subarray(vector, vector + width);
          addProduct(sums, word, filter.subarray(at * width * filters));
        }
        for (let output = 0; output < filters; output++) {
          // What is below 0 does not pass, so that 0 is the least there can be.
          const sum = sums[output] as number;
          if (sum > (result[offset + output] as number)) result[offset + output] = sum;
        }
      }
    }
    return result;
  };
}

/** The number of words, which is the length of the text but for what is behind its end. */
function textEnd(ids: Float32Array): number {
  let end = ids.length;
  while (end > 0 && ids[end - 1] === 0) end--;
  return end;
}

function gruFunction(
  { embedding: width, units, length }: TextShape,
  weights: Weights,
): BodyFunction {
  const vectors = numbersOf(weights, 'words/vectors');
  const [input, memory] = [numbersOf(weights, 'gru/input'), numbersOf(weights, 'gru/memory')];
  const biases = numbersOf(weights, 'gru/biases');
  const memoryBiases = numbersOf(weights, 'gru/memory-biases');
  const state = new Float64Array(units);
  const now = new Float64Array(3 * units);
  const known = new Float64Array(3 * units);

  const read = (id: number): void => {
    now.set(biases);
    addProduct(now, vectors.subarray(id * width, (id + 1) * width), input);
    known.set(memoryBiases);
    addProduct(known, state, memory);
    for (let unit = 0; unit < units; unit++) {
      const sum = (gate: number): number =>
        (now[gate * units + unit] as number) + (known[gate * units + unit] as number);
      const reset = logistic(sum(0));
      const update = logistic(sum(1));
      const fresh = Math.tanh(
        (now[2 * units + unit] as number) + reset * (known[2 * units + unit] as number),
      );
      state[unit] = fresh + update * ((state[unit] as number) - fresh);
    }
  };
  // What the memory holds after so many ends of text, before it comes to a word: the same for each text.
  const afterEnds: Float64Array[] = [state.slice()];
  for (let ends = 1; ends <= length; ends++) {
    read(0);
    afterEnds.push(state.slice());
  }
  return (ids) => {
    const end = textEnd(ids);
    state.set(afterEnds[length - end] as Float64Array);
    for (let at = end - 1; at >= 0; at--) read(ids[at] as number);
    return state;
  };
}

function numbersOf(weights: Weights, name: string): Float64Array {
  return Float64Array.from(weights[name]?.values ?? []);
}

/** Adds `input` times the weights, which have as many columns as there are sums. */
function addProduct(sums: Float64Array, input: Float64Array, weights: Float64Array): void {
  const width = sums.length;
  for (let i = 0; i < input.length; i++) {
    const value = input[i] as number;
    const first = i * width;
    for (let k = 0; k < width; k++) {
      sums[k] = (sums[k] as number) + value * (weights[first + k] as number);
    }
  }
}
