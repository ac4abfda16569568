/** The nearest points found so far, nearest first; of two equally far the one with the lower number. */
export class Nearest {
  readonly distances: Float64Array;
  readonly points: Int32Array;
  count = 0;

  constructor(size: number) {
    this.distances = new Float64Array(size);
    this.points = new Int32Array(size);
  }

  clear(): void {
    this.count = 0;
  }

  /** What a point must not exceed to be taken. */
  get limit(): number {
    const size = this.distances.length;
    return this.count < size ? Infinity : (this.distances[size - 1] as number);
  }

  offer(distance: number, point: number): void {
    const { distances, points } = this;
    let at = this.count;
    if (at === distances.length) {
      at--;
      const last = distances[at] as number;
      if (distance > last || (distance === last && point > (points[at] as number))) return;
    } else this.count++;
    while (at > 0) {
      const before = distances[at - 1] as number;
      if (before < distance || (before === distance && (points[at - 1] as number) < point)) break;
      distances[at] = before;
      points[at] = points[at - 1] as number;
      at--;
    }
    distances[at] = distance;
    points[at] = point;
  }
}

/** Points as rows of `values`; distances are sums of squares (the root is taken at the end) or of absolute differences. */
export interface Points {
  readonly rows: number;
  readonly width: number;
  readonly values: Float32Array;
  readonly metric: 'squares' | 'absolutes';
}

/** How far a row is from a point, or some number above `limit` as soon as it is farther than that. */
export function distanceTo(
  { values, width, metric }: Points,
  query: Float32Array,
  { point, limit }: { readonly point: number; readonly limit: number },
): number {
  const from = point * width;
  let sum = 0;
  let at = 0;
  while (at < width) {
    const end = Math.min(width, at + stride);
    if (metric === 'squares') {
      for (; at < end; at++) {
        const gap = (values[from + at] as number) - (query[at] as number);
        sum += gap * gap;
      }
    } else {
      for (; at < end; at++) sum += Math.abs((values[from + at] as number) - (query[at] as number));
    }
    if (sum > limit) return sum;
  }
  return sum;
}

/** Columns between two looks at the limit. */
const stride = 16;

/**
 * The nearest points of each of some rows by looking at all of them, in blocks that stay in the cache while every row is
 * held against them. Exact.
 */
export function searchAll(
  points: Points,
  queries: readonly Float32Array[],
  found: readonly Nearest[],
): void {
  for (const each of found) each.clear();
  const block = Math.max(1, Math.floor(16_384 / Math.max(1, points.width)));
  for (let start = 0; start < points.rows; start += block) {
    const end = Math.min(points.rows, start + block);
    for (const [at, query] of queries.entries()) {
      const nearest = found[at] as Nearest;
      for (let point = start; point < end; point++) {
        const { limit } = nearest;
        const distance = distanceTo(points, query, { point, limit });
        if (distance <= limit) nearest.offer(distance, point);
      }
    }
  }
}
