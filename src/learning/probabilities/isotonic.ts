import { ascending } from '../metrics/averages.js';

/** Points to run a rising line through. */
export interface IsotonicRows {
  readonly x: Float64Array;
  readonly y: ArrayLike<number>;
  readonly weights?: Float64Array;
}

/** Knots of a line that never falls, each `from` larger than the one before. */
export interface RisingLine {
  readonly from: readonly number[];
  readonly to: readonly number[];
}

/**
 * The rising steps nearest to the points by weighted squares, as straight lines between their ends: pool adjacent
 * violators (Barlow et al. 1972). Points at the same place are averaged first, as scikit-learn does.
 */
export function fitIsotonic({ x, y, weights }: IsotonicRows): RisingLine {
  const blocks: Block[] = [];
  for (const point of pooled(x, y, weights)) {
    let last: Block = { ...point, first: point.at, last: point.at };
    for (let before = blocks.at(-1); before !== undefined; before = blocks.at(-1)) {
      if (before.mean < last.mean) break;
      blocks.pop();
      const weight = before.weight + last.weight;
      const mean = (before.mean * before.weight + last.mean * last.weight) / weight;
      last = { mean, weight, first: before.first, last: last.last };
    }
    blocks.push(last);
  }
  const knots = blocks.flatMap(({ mean, first, last }) =>
    first === last ? [[first, mean] as const] : [[first, mean] as const, [last, mean] as const],
  );
  return { from: knots.map(([from]) => from), to: knots.map(([, to]) => to) };
}

/** The line at a place: level beyond its ends. */
export function valueAt({ from, to }: RisingLine, x: number): number {
  const last = from.length - 1;
  if (x <= (from[0] as number)) return to[0] as number;
  if (x >= (from[last] as number)) return to[last] as number;
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((from[middle] as number) <= x) low = middle;
    else high = middle;
  }
  const [x0, x1] = [from[low] as number, from[high] as number];
  const [y0, y1] = [to[low] as number, to[high] as number];
  return y0 + ((x - x0) / (x1 - x0)) * (y1 - y0);
}

interface Block {
  readonly mean: number;
  readonly weight: number;
  readonly first: number;
  readonly last: number;
}

interface Point {
  readonly at: number;
  readonly mean: number;
  readonly weight: number;
}

/** Points in rising order, one for each place; those of no weight are left out. */
function pooled(x: Float64Array, y: ArrayLike<number>, weights?: Float64Array): readonly Point[] {
  const points: Point[] = [];
  for (const row of ascending(x)) {
    const at = x[row] as number;
    const own = weights?.[row] ?? 1;
    if (own === 0) continue;
    const last = points.at(-1);
    if (last?.at !== at) {
      points.push({ at, mean: y[row] as number, weight: own });
      continue;
    }
    const weight = last.weight + own;
    const mean = (last.mean * last.weight + (y[row] as number) * own) / weight;
    points[points.length - 1] = { at, mean, weight };
  }
  return points;
}
