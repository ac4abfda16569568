import type { Database } from '../tables/database.js';
import { placesBelow } from './places-below.js';
import { type Runs, type RunsRequest, runsOf, sortedRuns, sortedValues } from './sorted-runs.js';

/** Sorted values that are gone through more than once: kept, unless there are very many. */
export class KeptRuns {
  readonly #database: Database;
  readonly #request: RunsRequest;
  #sorted: Float64Array | undefined;
  #blocks: Runs[] | undefined;
  #length = 0;

  constructor(database: Database, request: RunsRequest) {
    this.#database = database;
    this.#request = request;
  }

  /** All blocks, from the database the first time. */
  async *first(): AsyncGenerator<Runs> {
    this.#sorted = await sortedValues(this.#database, this.#request);
    if (this.#sorted !== undefined) {
      yield* runsOf(this.#sorted);
      return;
    }
    let blocks: Runs[] | undefined = [];
    for await (const runs of sortedRuns(this.#database, this.#request)) {
      this.#length += runs.length;
      if (this.#length > mostKept) blocks = undefined;
      blocks?.push(runs);
      yield runs;
    }
    this.#blocks = blocks;
  }

  /** How many values pass each test, which a value passes only if all smaller ones do. */
  async countBelow(tests: readonly ((value: number) => boolean)[]): Promise<readonly number[]> {
    const sorted = this.#sorted;
    if (sorted !== undefined) return tests.map((isBelow) => placesBelow(sorted, isBelow));
    const found = tests.map(() => 0);
    for await (const { length, values, counts } of this.again()) {
      tests.forEach((isBelow, test) => {
        for (let at = 0; at < length && isBelow(values[at] as number); at++) {
          (found[test] as number) += counts[at] as number;
        }
      });
    }
    return found;
  }

  /** All blocks again. */
  async *again(): AsyncGenerator<Runs> {
    if (this.#sorted !== undefined) yield* runsOf(this.#sorted);
    else if (this.#blocks === undefined) yield* sortedRuns(this.#database, this.#request);
    else yield* this.#blocks;
  }
}

/** 256 MB of values and counts. */
const mostKept = 16_000_000;
