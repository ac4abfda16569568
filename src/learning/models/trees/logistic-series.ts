/**
 * Exponential and logarithm by the same additions and multiplications as the WebAssembly kernel, so that both give the same
 * bits: an engine's own `Math.exp` need not. Within 1e−15 of the true values.
 */

/** Adding and taking it away rounds to a whole number. */
const rounder = 6755399441055744;

const power = new Float64Array(1);
const powerBits = new Int32Array(power.buffer);

/** exp(−x) for x ≥ 0: 2^n · exp(r) with |r| ≤ ln 2 / 2, by Taylor's series up to r^13. From 708 on what it is there, 3e−308. */
export function expMinus(x: number): number {
  const y = -Math.min(x, 708);
  const n = y * Math.LOG2E + rounder - rounder;
  const r = y - n * 0.6931471803691238 - n * 1.9082149292705877e-10;
  const r2 = r * r;
  const r4 = r2 * r2;
  const low = 1 + r + (0.5 + 0.16666666666666666 * r) * r2;
  const middle =
    0.041666666666666664 +
    0.008333333333333333 * r +
    (0.001388888888888889 + 0.0001984126984126984 * r) * r2;
  const high =
    0.0000248015873015873 +
    0.0000027557319223985893 * r +
    (2.755731922398589e-7 + 2.505210838544172e-8 * r) * r2;
  const highest = 2.08767569878681e-9 + 1.6059043836821613e-10 * r;
  const p = low + middle * r4 + (high + highest * r4) * (r4 * r4);
  powerBits[1] = (n + 1023) << 20;
  return p * (power[0] as number);
}

/** The logarithm of a number from 1 to 2: 2 artanh((x − 1) / (x + 1)), of x / 2 above √2. */
export function logOf(x: number): number {
  const isLarge = x > Math.SQRT2;
  const y = isLarge ? x * 0.5 : x;
  const f = (y - 1) / (y + 1);
  const q = f * f;
  const q2 = q * q;
  const q4 = q2 * q2;
  const low = 1 + 0.3333333333333333 * q + (0.2 + 0.14285714285714285 * q) * q2;
  const middle =
    0.1111111111111111 +
    0.09090909090909091 * q +
    (0.07692307692307693 + 0.06666666666666667 * q) * q2;
  const high = 0.058823529411764705 + 0.05263157894736842 * q + 0.047619047619047616 * q2;
  const p = low + middle * q4 + high * (q4 * q4);
  return (f + f) * p + (isLarge ? Math.LN2 : 0);
}
