import type { Runs } from './sorted-runs.js';

/** Two lists of sorted runs, walked together: every value once, ascending, with its count on both sides. */
export async function walkTogether(
  before: AsyncIterable<Runs>,
  now: AsyncIterable<Runs>,
  visit: (value: number, counts: readonly [before: number, now: number]) => void,
): Promise<void> {
  const [a, b] = [new Cursor(before), new Cursor(now)];
  await a.load();
  await b.load();
  while (a.value !== undefined || b.value !== undefined) {
    const value = Math.min(a.value ?? Infinity, b.value ?? Infinity);
    visit(value, [a.countOf(value), b.countOf(value)]);
    if (a.value === value) await a.step();
    if (b.value === value) await b.step();
  }
}

class Cursor {
  readonly #blocks: AsyncIterator<Runs>;
  #runs: Runs | undefined;
  #at = 0;

  constructor(blocks: AsyncIterable<Runs>) {
    this.#blocks = blocks[Symbol.asyncIterator]();
  }

  get value(): number | undefined {
    return this.#runs?.values[this.#at];
  }

  countOf(value: number): number {
    return this.value === value ? (this.#runs?.counts[this.#at] ?? 0) : 0;
  }

  /** To the next value; a promise only where a block ends, so that a walk costs no promise a value. */
  step(): Promise<void> | undefined {
    this.#at++;
    return this.#at < (this.#runs?.length ?? 0) ? undefined : this.load();
  }

  async load(): Promise<void> {
    const next = await this.#blocks.next();
    this.#runs = next.done === true ? undefined : next.value;
    this.#at = 0;
  }
}
