/* eslint-disable max-params -- the signatures are those of the WebAssembly functions */
import type { TreeKernel } from './kernel.js';
import { expMinus, logOf } from './logistic-series.js';

/** The kernel in plain JavaScript: for a machine or a memory without WebAssembly, and to hold the other one against. */
export function plainKernel(buffer: SharedArrayBuffer): TreeKernel {
  const floats = new Float32Array(buffer);
  const doubles = new Float64Array(buffer);
  const integers = new Uint32Array(buffer);
  const bytes = new Uint8Array(buffer);

  function histogram(
    h0: number,
    h1: number,
    h2: number,
    h3: number,
    words: number,
    rows: number,
    from: number,
    to: number,
    pairs: number,
  ): void {
    const base = words / 4;
    let pair = pairs / 4 + 2 * from;
    const [a, b, c, d] = [h0 / 8, h1 / 8, h2 / 8, h3 / 8];
    for (let at = rows / 4 + from; at < rows / 4 + to; at++, pair += 2) {
      const word = integers[base + (integers[at] as number)] as number;
      const gradient = floats[pair] as number;
      const hessian = floats[pair + 1] as number;
      addPair(a + ((word & 255) << 1), gradient, hessian);
      addPair(b + ((word >>> 7) & 510), gradient, hessian);
      addPair(c + ((word >>> 15) & 510), gradient, hessian);
      addPair(d + ((word >>> 23) & 510), gradient, hessian);
    }
  }

  function addPair(at: number, gradient: number, hessian: number): void {
    doubles[at] = (doubles[at] as number) + gradient;
    doubles[at + 1] = (doubles[at + 1] as number) + hessian;
  }

  function subtract(parent: number, child: number, bins: number): void {
    const to = parent / 8;
    const from = child / 8;
    for (let at = 0; at < 2 * bins; at++) {
      doubles[to + at] = (doubles[to + at] as number) - (doubles[from + at] as number);
    }
  }

  function divide(
    words: number,
    shift: number,
    sides: number,
    rows: number,
    from: number,
    to: number,
    into: number,
  ): number {
    const first = into / 4 + from;
    let left = first;
    let right = into / 4 + to - 1;
    for (let at = rows / 4 + from; at < rows / 4 + to; at++) {
      const row = integers[at] as number;
      const bin = ((integers[words / 4 + row] as number) >>> shift) & 255;
      if (bytes[sides + bin] === 1) integers[left++] = row;
      else integers[right--] = row;
    }
    return left - first;
  }

  function place(
    from: number,
    step: number,
    count: number,
    rows: number,
    to: number,
    pairs: number,
    ordered: number,
  ): void {
    for (let at = 0; at < count; at++) {
      const row = integers[(from + at * step) / 4] as number;
      integers[rows / 4 + to + at] = row;
      if (pairs === 0) continue;
      const out = ordered / 4 + 2 * (to + at);
      floats[out] = floats[pairs / 4 + 2 * row] as number;
      floats[out + 1] = floats[pairs / 4 + 2 * row + 1] as number;
    }
  }

  function clear(from: number, length: number): void {
    bytes.fill(0, from, from + length);
  }

  function add(scores: number, rows: number, from: number, to: number, value: number): void {
    for (let at = rows / 4 + from; at < rows / 4 + to; at++) {
      const score = scores / 8 + (integers[at] as number);
      doubles[score] = (doubles[score] as number) + value;
    }
  }

  function logistic(
    scores: number,
    targets: number,
    weights: number,
    pairs: number,
    from: number,
    to: number,
  ): number {
    let [even, odd] = [0, 0];
    for (let at = from; at < to; at++) {
      const score = doubles[scores / 8 + at] as number;
      const target = doubles[targets / 8 + at] as number;
      const weight = weights === 0 ? 1 : (doubles[weights / 8 + at] as number);
      const small = expMinus(Math.abs(score));
      const p = (score >= 0 ? 1 : small) / (small + 1);
      const loss = (Math.max(score, 0) + logOf(small + 1) - score * target) * weight;
      if (((at - from) & 1) === 0) even += loss;
      else odd += loss;
      if (pairs === 0) continue;
      floats[pairs / 4 + 2 * at] = (p - target) * weight;
      floats[pairs / 4 + 2 * at + 1] = p * (1 - p) * weight;
    }
    return even + odd;
  }

  return { histogram, subtract, divide, place, clear, add, logistic };
}
