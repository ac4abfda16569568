import type { Runs } from './sorted-runs.js';

/**
 * Mean, standard deviation and skewness, gathered block by block: each block round its own mean, then merged
 * (Pébay 2008), so that a large mean takes no digits away.
 */
export class Moments {
  #count = 0;
  #mean = 0;
  #squares = 0;
  #cubes = 0;

  add({ length, values, counts }: Runs): void {
    let [count, sum] = [0, 0];
    for (let at = 0; at < length; at++) {
      count += counts[at] as number;
      sum += (values[at] as number) * (counts[at] as number);
    }
    if (count === 0) return;
    const mean = sum / count;
    let [squares, cubes] = [0, 0];
    for (let at = 0; at < length; at++) {
      const off = (values[at] as number) - mean;
      const square = off * off * (counts[at] as number);
      squares += square;
      cubes += square * off;
    }
    this.#merge({ count, mean, squares, cubes });
  }

  get mean(): number {
    return this.#count === 0 ? NaN : this.#mean;
  }

  get sd(): number {
    return this.#count < 2 ? NaN : Math.sqrt(this.#squares / (this.#count - 1));
  }

  get skew(): number {
    const n = this.#count;
    if (n < 3 || this.#squares === 0) return NaN;
    return (n * Math.sqrt(n - 1) * this.#cubes) / ((n - 2) * this.#squares ** 1.5);
  }

  #merge(block: { count: number; mean: number; squares: number; cubes: number }): void {
    const [a, b] = [this.#count, block.count];
    const n = a + b;
    const off = block.mean - this.#mean;
    this.#cubes +=
      block.cubes +
      (off ** 3 * a * b * (a - b)) / n ** 2 +
      (3 * off * (a * block.squares - b * this.#squares)) / n;
    this.#squares += block.squares + (off ** 2 * a * b) / n;
    this.#mean += (off * b) / n;
    this.#count = n;
  }
}
