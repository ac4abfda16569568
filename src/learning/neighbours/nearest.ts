import type { Points } from './points.js';

/** The nearest rows of some rows, nearest first; of equally near ones the one that comes first. */
export interface Neighbours {
  /** How many each row has. */
  readonly count: number;
  /** asked × count row numbers, and how far each is. */
  readonly rows: Uint32Array;
  readonly distances: Float64Array;
}

/** Which rows are asked for, and which may be the answer; a row is never its own neighbour. */
export interface NeighbourRequest {
  readonly of: Uint32Array;
  readonly among: Uint32Array;
  readonly count: number;
}

/**
 * The exact nearest neighbours by Euclidean distance, by going through all rows and leaving each as soon as it is too
 * far. Fewer than wanted when there are not as many other rows.
 */
export async function nearestNeighbours(
  points: Points,
  { of, among, count: wanted }: NeighbourRequest,
  breathe: () => Promise<void> | undefined,
): Promise<Neighbours> {
  const there = new Set(among);
  const others = of.some((row) => there.has(row)) ? among.length - 1 : among.length;
  const count = Math.max(0, Math.min(wanted, others));
  const rows = new Uint32Array(of.length * count);
  const distances = new Float64Array(of.length * count);
  if (count === 0) return { count, rows, distances };
  const nearest = new NearestRows(count);
  for (let at = 0; at < of.length; at++) {
    await breathe();
    const row = of[at] as number;
    nearest.search({ points, among }, { points, row, isThere: true });
    rows.set(nearest.rows, at * count);
    for (let place = 0; place < count; place++) {
      distances[at * count + place] = Math.sqrt(nearest.squared[place] as number);
    }
  }
  return { count, rows, distances };
}

interface Query {
  readonly points: Points;
  readonly row: number;
  /** Whether the row is one of those searched, and has to be passed over. */
  readonly isThere: boolean;
}

/** The nearest rows of one row at a time, in buffers that are used again. */
export class NearestRows {
  readonly rows: Uint32Array;
  readonly squared: Float64Array;

  constructor(count: number) {
    this.rows = new Uint32Array(count);
    this.squared = new Float64Array(count);
  }

  /** Fills `rows` and `squared`; there must be enough rows to be found. */
  search(
    { points, among }: { readonly points: Points; readonly among: Uint32Array },
    { points: from, row, isThere }: Query,
  ): void {
    const { rows, squared } = this;
    const last = rows.length - 1;
    squared.fill(Infinity);
    for (let at = 0; at < among.length; at++) {
      const other = among[at] as number;
      if (isThere && other === row) continue;
      const limit = squared[last] as number;
      const distance = squaredDistance({ from, row }, { to: points, other }, limit);
      if (!(distance < limit)) continue;
      let place = last;
      while (place > 0 && (squared[place - 1] as number) > distance) {
        squared[place] = squared[place - 1] as number;
        rows[place] = rows[place - 1] as number;
        place--;
      }
      squared[place] = distance;
      rows[place] = other;
    }
  }
}

/** Stops adding once it is not below `limit`: then it is only known that the row is too far. */
function squaredDistance(
  { from, row }: { readonly from: Points; readonly row: number },
  { to, other }: { readonly to: Points; readonly other: number },
  limit: number,
): number {
  let sum = 0;
  const { codeWidth, width } = from;
  const codesA = row * codeWidth;
  const codesB = other * codeWidth;
  for (let at = 0; at < codeWidth; at++) {
    const a = from.codes[codesA + at] as number;
    const b = to.codes[codesB + at] as number;
    if (a !== b) sum += a < 0 || b < 0 ? from.mismatchNone : from.mismatch;
  }
  const a = row * width;
  const b = other * width;
  for (let at = 0; at < width; at++) {
    if ((at & 7) === 0 && sum >= limit) return sum;
    const difference = (from.numbers[a + at] as number) - (to.numbers[b + at] as number);
    sum += difference * difference;
  }
  return sum;
}

/** The numbers from 0 on, for asking of all rows or among all. */
export function allRows(count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, row) => row);
}
