import type { Histogram, Quantile } from './profile.js';
import type { Runs } from './sorted-runs.js';

/** The fractions quantiles are given at. */
const fractions = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99] as const;

/** Counts values that come in ascending order into bins. */
export class BinCounter {
  readonly #edges: readonly number[];
  readonly #counts: number[];
  readonly #cut: boolean;
  #bin = 0;
  #below = 0;
  #above = 0;

  /** With `cut`, what lies outside of the edges is counted apart; else it belongs to the first and last bin. */
  constructor(edges: readonly number[], cut = false) {
    this.#edges = edges;
    this.#counts = new Array<number>(Math.max(1, edges.length - 1)).fill(0);
    this.#cut = cut;
  }

  add({ length, values, counts, total }: Runs): void {
    const [first, last] = [values[0] as number, values[length - 1] as number];
    if (length > 1 && total !== undefined && this.#isWithin(first, last)) {
      this.#count(first, total);
      return;
    }
    for (let at = 0; at < length; at++) this.#count(values[at] as number, counts[at] as number);
  }

  /** Whether two values, and so all between them, go to the same bin. */
  #isWithin(first: number, last: number): boolean {
    const [edges, bins] = [this.#edges, this.#counts.length];
    if (this.#cut && (first < (edges[0] as number) || last > (edges[bins] as number))) return false;
    let bin = this.#bin;
    while (bin < bins - 1 && first >= (edges[bin + 1] as number)) bin++;
    return bin === bins - 1 || last < (edges[bin + 1] as number);
  }

  get histogram(): Histogram {
    return {
      edges: this.#edges,
      counts: this.#counts,
      below: this.#below,
      above: this.#above,
    };
  }

  #count(value: number, count: number): void {
    const last = this.#counts.length - 1;
    if (this.#cut && value < (this.#edges[0] as number)) {
      this.#below += count;
    } else if (this.#cut && value > (this.#edges[last + 1] as number)) {
      this.#above += count;
    } else {
      while (this.#bin < last && value >= (this.#edges[this.#bin + 1] as number)) this.#bin++;
      (this.#counts[this.#bin] as number) += count;
    }
  }
}

/** Exact quantiles of values that come in ascending order; how many there are must be known. */
export class QuantileFinder {
  readonly #count: number;
  readonly #ranks: readonly number[];
  readonly #found = new Map<number, number>();
  #next = 0;
  #seen = 0;

  constructor(count: number) {
    this.#count = count;
    const ranks = fractions.flatMap((fraction) => {
      const below = Math.floor((count - 1) * fraction);
      return [below, Math.min(count - 1, below + 1)];
    });
    this.#ranks = [...new Set(ranks)].sort((a, b) => a - b);
  }

  add({ length, values, counts, total = 0 }: Runs): void {
    const next = this.#ranks[this.#next] ?? Infinity;
    if (total > 0 && next >= this.#seen + total) {
      this.#seen += total;
      return;
    }
    for (let at = 0; at < length; at++) {
      this.#seen += counts[at] as number;
      while (this.#next < this.#ranks.length && (this.#ranks[this.#next] as number) < this.#seen) {
        this.#found.set(this.#ranks[this.#next] as number, values[at] as number);
        this.#next++;
      }
    }
  }

  get quantiles(): readonly Quantile[] {
    if (this.#count === 0) return [];
    return fractions.map((fraction) => {
      const place = (this.#count - 1) * fraction;
      const below = Math.floor(place);
      const low = this.#found.get(below) ?? NaN;
      const high = this.#found.get(Math.min(this.#count - 1, below + 1)) ?? NaN;
      const value = low === high ? low : low + (high - low) * (place - below);
      return { fraction, value };
    });
  }
}

/** The values that occur most, the smaller first among equals. */
export class TopValues {
  readonly #most: number;
  readonly #top: { readonly value: number; readonly count: number }[] = [];
  /** What a count must exceed. */
  #least = 0;

  constructor(most = 10) {
    this.#most = most;
  }

  add({ length, values, counts, total }: Runs): void {
    if (total === length && this.#least > 0) return;
    for (let at = 0; at < length; at++) {
      const count = counts[at] as number;
      if (count <= this.#least) continue;
      const place = this.#top.findIndex((each) => each.count < count);
      this.#top.splice(place < 0 ? this.#top.length : place, 0, {
        value: values[at] as number,
        count,
      });
      if (this.#top.length > this.#most) this.#top.pop();
      if (this.#top.length === this.#most) this.#least = this.#top.at(-1)?.count ?? 0;
    }
  }

  /** None when no value repeats. */
  get values(): readonly { readonly value: number; readonly count: number }[] {
    return (this.#top[0]?.count ?? 0) > 1 ? this.#top : [];
  }
}
