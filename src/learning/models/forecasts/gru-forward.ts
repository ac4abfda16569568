import type { SavedModel } from '../../../contracts/model.js';
import { logistic } from '../parts/predictions.js';

/** A gated recurrent unit and what reads its last state, in plain arrays: from a window to all steps ahead. */
export function gruForward(
  { weights }: Pick<SavedModel, 'weights'>,
  units: number,
): (window: Float32Array, into: Float64Array) => void {
  const block = (name: string): ArrayLike<number> => {
    const found = weights[name]?.values;
    if (found === undefined) throw new Error(`the model has no ${name}`);
    return found;
  };
  const [input, memory] = [block('gru/input'), block('gru/memory')];
  const [biases, memoryBiases] = [block('gru/biases'), block('gru/memory-biases')];
  const [out, outBiases] = [block('out/weights'), block('out/biases')];
  const width = 3 * units;
  const known = new Float64Array(width);
  const state = new Float64Array(units);

  function step(value: number): void {
    for (let at = 0; at < width; at++) known[at] = memoryBiases[at] as number;
    for (let from = 0; from < units; from++) {
      const held = state[from] as number;
      const row = from * width;
      for (let at = 0; at < width; at++) {
        known[at] = (known[at] as number) + held * (memory[row + at] as number);
      }
    }
    const now = (at: number): number => (biases[at] as number) + value * (input[at] as number);
    for (let unit = 0; unit < units; unit++) {
      const reset = logistic(now(unit) + (known[unit] as number));
      const update = logistic(now(units + unit) + (known[units + unit] as number));
      const fresh = Math.tanh(now(2 * units + unit) + reset * (known[2 * units + unit] as number));
      state[unit] = fresh + update * ((state[unit] as number) - fresh);
    }
  }

  return (window, into) => {
    state.fill(0);
    for (const value of window) step(value);
    for (let at = 0; at < into.length; at++) into[at] = outBiases[at] as number;
    for (let unit = 0; unit < units; unit++) {
      for (let at = 0; at < into.length; at++) {
        into[at] =
          (into[at] as number) + (state[unit] as number) * (out[unit * into.length + at] as number);
      }
    }
  };
}
