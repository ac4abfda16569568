import type { Score, Scorer } from './metric.js';

/** The weighted mean of a loss that each row has by itself. */
export function meanScorer(losses: Float64Array, finish = (mean: number): number => mean): Scorer {
  return (weights) => {
    const mean = weightedMean(losses, weights);
    return Number.isNaN(mean) ? noRows : { value: finish(mean) };
  };
}

export const noRows: Score = { value: null, reason: 'there are no rows' };

/** NaN when the weights sum to 0. Exact when all values are the same. */
export function weightedMean(values: Float64Array, weights?: Float64Array): number {
  const origin = values[0] ?? 0;
  let sum = 0;
  let total = 0;
  for (let row = 0; row < values.length; row++) {
    const weight = weights === undefined ? 1 : (weights[row] as number);
    sum += weight * ((values[row] as number) - origin);
    total += weight;
  }
  return origin + sum / total;
}

/** The weighted population variance; NaN when the weights sum to 0. */
export function weightedVariance(values: Float64Array, weights?: Float64Array): number {
  const mean = weightedMean(values, weights);
  let sum = 0;
  let total = 0;
  for (let row = 0; row < values.length; row++) {
    const weight = weights === undefined ? 1 : (weights[row] as number);
    sum += weight * ((values[row] as number) - mean) ** 2;
    total += weight;
  }
  return sum / total;
}

/** One value per row, from its number. */
export function perRow(rows: number, value: (row: number) => number): Float64Array {
  const values = new Float64Array(rows);
  for (let row = 0; row < rows; row++) values[row] = value(row);
  return values;
}

/**
 * Rows in ascending order of their values, equal values in the order of their rows: a radix sort over the bits of the
 * numbers, ten times as fast as sorting by comparison. No value may be NaN.
 */
export function ascending(values: Float64Array): Uint32Array {
  const halves = sortableBits(values);
  let order = new Uint32Array(values.length);
  let sorted = new Uint32Array(values.length);
  for (let row = 0; row < order.length; row++) order[row] = row;
  for (const bits of halves) {
    for (const shift of [0, 16]) {
      const ends = placesOf(bits, shift);
      for (let at = 0; at < order.length; at++) {
        const row = order[at] as number;
        const digit = ((bits[row] as number) >>> shift) & 0xffff;
        const place = ends[digit] as number;
        sorted[place] = row;
        ends[digit] = place + 1;
      }
      [order, sorted] = [sorted, order];
    }
  }
  return order;
}

/** The low and high halves of whole numbers that sort as the values do. */
function sortableBits(values: Float64Array): readonly [Uint32Array, Uint32Array] {
  const view = new DataView(new ArrayBuffer(8));
  const low = new Uint32Array(values.length);
  const high = new Uint32Array(values.length);
  for (let row = 0; row < values.length; row++) {
    view.setFloat64(0, values[row] as number);
    const negative = view.getUint8(0) >= 0x80;
    low[row] = negative ? ~view.getUint32(4) : view.getUint32(4);
    high[row] = negative ? ~view.getUint32(0) : view.getUint32(0) | 0x80000000;
  }
  return [low, high];
}

/** Where the first row of each 16-bit digit goes. */
function placesOf(bits: Uint32Array, shift: number): Uint32Array {
  const places = new Uint32Array(0x10000);
  for (let row = 0; row < bits.length; row++) {
    const digit = ((bits[row] as number) >>> shift) & 0xffff;
    places[digit] = (places[digit] as number) + 1;
  }
  let before = 0;
  for (let digit = 0; digit < places.length; digit++) {
    const count = places[digit] as number;
    places[digit] = before;
    before += count;
  }
  return places;
}

/** A score of the mean squared difference of ln(1 + value), brought to its unit by `finish`; without a value when any is -1 or less. */
export function logErrorScorer(
  truth: Float64Array,
  said: Float64Array,
  finish?: (mean: number) => number,
): Scorer {
  const hasLogarithm = (values: Float64Array): boolean => values.every((value) => value > -1);
  if (!hasLogarithm(truth) || !hasLogarithm(said)) {
    return () => ({
      value: null,
      reason: 'a value is -1 or less, which has no logarithm of 1 + value',
    });
  }
  const errors = perRow(
    truth.length,
    (row) => (Math.log1p(said[row] as number) - Math.log1p(truth[row] as number)) ** 2,
  );
  return meanScorer(errors, finish);
}
