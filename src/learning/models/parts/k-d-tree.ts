import { distanceTo, type Nearest, type Points } from './neighbour-search.js';

/** The most columns for which the tree looks at fewer points than a plain pass does. */
export const mostTreeColumns = 15;

const leafSize = 24;

/**
 * Bentley's k-d tree (1975) over points: halves them at the median of the widest column until few are left. Search is exact, with the
 * incremental distances of Arya and Mount (1993).
 */
export class KdTree {
  readonly #points: Points;
  /** Numbers of the points; each node holds a run of them. */
  readonly #order: Int32Array;
  readonly #splits: { column: number; at: number; middle: number }[] = [];
  readonly #gaps: Float64Array;

  constructor(points: Points) {
    this.#points = points;
    this.#order = Int32Array.from({ length: points.rows }, (_, point) => point);
    this.#gaps = new Float64Array(points.width);
    this.#build(0, 0, points.rows);
  }

  search(query: Float32Array, nearest: Nearest): void {
    nearest.clear();
    this.#gaps.fill(0);
    this.#visit({ node: 0, start: 0, end: this.#points.rows }, query, { nearest, sum: 0 });
  }

  #build(node: number, start: number, end: number): void {
    if (end - start <= leafSize) return;
    const column = this.#widest(start, end);
    if (column < 0) return;
    const middle = (start + end) >> 1;
    this.#select(column, { start, end, middle });
    const at = this.#value(middle, column);
    this.#splits[node] = { column, at, middle };
    this.#build(2 * node + 1, start, middle);
    this.#build(2 * node + 2, middle, end);
  }

  #visit(
    { node, start, end }: { readonly node: number; readonly start: number; readonly end: number },
    query: Float32Array,
    { nearest, sum }: { readonly nearest: Nearest; readonly sum: number },
  ): void {
    const split = this.#splits[node];
    if (split === undefined) {
      for (let at = start; at < end; at++) {
        const point = this.#order[at] as number;
        const { limit } = nearest;
        const distance = distanceTo(this.#points, query, { point, limit });
        if (distance <= limit) nearest.offer(distance, point);
      }
      return;
    }
    const { column, at, middle } = split;
    const gap = (query[column] as number) - at;
    const left = { node: 2 * node + 1, start, end: middle };
    const right = { node: 2 * node + 2, start: middle, end };
    const [near, far] = gap < 0 ? [left, right] : [right, left];
    this.#visit(near, query, { nearest, sum });
    const before = this.#gaps[column] as number;
    const now = this.#points.metric === 'squares' ? gap * gap : Math.abs(gap);
    const farther = sum - before + now;
    // Rounding may make the sum a little larger than the distance it stands for.
    if (farther * (1 - 1e-9) > nearest.limit) return;
    this.#gaps[column] = now;
    this.#visit(far, query, { nearest, sum: farther });
    this.#gaps[column] = before;
  }

  #value(at: number, column: number): number {
    const { values, width } = this.#points;
    return values[(this.#order[at] as number) * width + column] as number;
  }

  /** The column whose values lie farthest apart; −1 when all points are the same. */
  #widest(start: number, end: number): number {
    let best = -1;
    let most = 0;
    for (let column = 0; column < this.#points.width; column++) {
      let low = Infinity;
      let high = -Infinity;
      for (let at = start; at < end; at++) {
        const value = this.#value(at, column);
        if (value < low) low = value;
        if (value > high) high = value;
      }
      if (high - low <= most) continue;
      most = high - low;
      best = column;
    }
    return best;
  }

  /** Hoare's quickselect: what is before `middle` is not above what is at it, what is after not below. */
  #select(
    column: number,
    {
      start,
      end,
      middle,
    }: { readonly start: number; readonly end: number; readonly middle: number },
  ): void {
    const order = this.#order;
    let low = start;
    let high = end - 1;
    while (low < high) {
      const pivot = this.#value((low + high) >> 1, column);
      let i = low;
      let j = high;
      while (i <= j) {
        while (this.#value(i, column) < pivot) i++;
        while (this.#value(j, column) > pivot) j--;
        if (i > j) break;
        const kept = order[i] as number;
        order[i++] = order[j] as number;
        order[j--] = kept;
      }
      if (middle <= j) high = j;
      else if (middle >= i) low = i;
      else return;
    }
  }
}
