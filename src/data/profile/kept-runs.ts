import type { Database } from '../tables/database.js';
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

  /** All blocks again. */
  async *again(): AsyncGenerator<Runs> {
    if (this.#sorted !== undefined) yield* runsOf(this.#sorted);
    else if (this.#blocks === undefined) yield* sortedRuns(this.#database, this.#request);
    else yield* this.#blocks;
  }
}

/** 256 MB of values and counts. */
const mostKept = 16_000_000;
