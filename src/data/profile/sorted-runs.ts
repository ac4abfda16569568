import type { Database } from '../tables/database.js';
import { doublesOf, listOf } from '../tables/doubles-of.js';
import { sortNumbers } from './sort-numbers.js';

/** Different values, ascending, and how often each occurs. */
export interface Runs {
  readonly length: number;
  readonly values: Float64Array;
  readonly counts: Float64Array;
  /** The sum of the counts, where it is known: what does not change within a block need not be looked for in it. */
  readonly total?: number;
}

export interface RunsRequest {
  /** A relation, in SQL. */
  readonly table: string;
  /** A double, in SQL; rows where it is missing or not finite are left out. */
  readonly value: string;
  /** How often a row of the relation counts, in SQL; once when left out. */
  readonly weight?: string;
  /** True when there are few different values: then they are counted before they are sorted, which is quicker. */
  readonly few: boolean;
  /** How many values there are at most; without it they are not sorted in memory. */
  readonly most?: number;
  /** What they are when they are whole numbers without a gap, each once: the first of them, and how many there are. */
  readonly sequence?: { readonly first: number; readonly length: number } | undefined;
  /** How they are sorted in memory; at once when left out. */
  readonly sort?: (numbers: Float64Array) => Promise<Float64Array>;
}

/**
 * All values of a column in ascending order, equal ones as one, in blocks; each is to be used before the next is asked
 * for. Of very many values sorting is DuckDB's, which goes to disk when memory is short, so that a column of any length
 * can be looked at.
 */
export async function* sortedRuns(database: Database, request: RunsRequest): AsyncGenerator<Runs> {
  const sorted = await sortedValues(database, request);
  if (sorted === undefined) yield* runsFromDatabase(database, request);
  else yield* runsOf(sorted);
}

/** The values in ascending order, when they are not too many for memory and are not counted by the database. */
export async function sortedValues(
  database: Database,
  request: RunsRequest,
): Promise<Float64Array | undefined> {
  const { most = Infinity, sequence, sort = sortNumbers } = request;
  if (most > mostInMemory) return undefined;
  if (sequence !== undefined) {
    const { first, length } = sequence;
    return new Float64Array(length).map((_, at) => first + at);
  }
  if (isGrouped(request)) return undefined;
  // As one list: chunk by chunk, handing them over would take longer than reading them.
  const query = `SELECT coalesce(list(v), []) ${presentOf(request)}`;
  for await (const chunk of database.stream(query)) return sort(listOf(chunk, 0));
  return undefined;
}

/** 80 MB, and as much again while they are sorted. */
const mostInMemory = 10_000_000;

/** Runs of sorted values, in blocks that share their memory. */
export function* runsOf(sorted: Float64Array): Generator<Runs> {
  const [values, counts] = [new Float64Array(blockSize), new Float64Array(blockSize)];
  let [length, start] = [0, 0];
  for (let at = 0; at < sorted.length; ) {
    const value = sorted[at] as number;
    const from = at++;
    while (at < sorted.length && sorted[at] === value) at++;
    values[length] = value;
    counts[length] = at - from;
    length++;
    if (length < blockSize) continue;
    yield { length, values, counts, total: at - start };
    [length, start] = [0, at];
  }
  if (length > 0) yield { length, values, counts, total: sorted.length - start };
}

async function* runsFromDatabase(database: Database, request: RunsRequest): AsyncGenerator<Runs> {
  const builder = new RunsBuilder();
  for await (const chunk of database.stream(queryOf(request))) {
    const values = doublesOf(chunk, 0);
    const counts = isGrouped(request) ? doublesOf(chunk, 1) : undefined;
    for (let from = 0; from < chunk.rowCount; ) {
      from = builder.take(values, counts, from);
      if (builder.full) yield builder.block();
    }
  }
  const last = builder.lastBlock();
  if (last.length > 0) yield last;
}

function isGrouped({ few, weight }: RunsRequest): boolean {
  return few || weight !== undefined;
}

function queryOf(request: RunsRequest): string {
  const present = presentOf(request);
  return isGrouped(request)
    ? `SELECT v, CAST(sum(w) AS DOUBLE) AS n ${present} GROUP BY v ORDER BY v`
    : `SELECT v ${present} ORDER BY v`;
}

function presentOf({ table, value, weight = '1' }: RunsRequest): string {
  const finite = `SELECT ${value} AS v, CAST(${weight} AS DOUBLE) AS w FROM ${table}`;
  return `FROM (${finite}) WHERE v IS NOT NULL AND isfinite(v)`;
}

/** Gathers equal neighbours. Blocks have a size of their own, so that sums over them never vary. */
class RunsBuilder {
  #length = 0;
  readonly #values = new Float64Array(blockSize + 1);
  readonly #counts = new Float64Array(blockSize + 1);

  /** Takes values until there are no more or the block is full; gives the place of the first that was not taken. */
  take(values: Float64Array, counts: Float64Array | undefined, from: number): number {
    const [own, ownCounts] = [this.#values, this.#counts];
    let length = this.#length;
    let last = length === 0 ? Number.NaN : (own[length - 1] as number);
    let at = from;
    for (; at < values.length && length <= blockSize; at++) {
      const value = values[at] as number;
      const count = counts === undefined ? 1 : (counts[at] as number);
      if (value === last) {
        (ownCounts[length - 1] as number) += count;
        continue;
      }
      own[length] = value;
      ownCounts[length] = count;
      length++;
      last = value;
    }
    this.#length = length;
    return at;
  }

  /** One run more than a block: the block is then sure to be complete. */
  get full(): boolean {
    return this.#length > blockSize;
  }

  block(): Runs {
    const runs = this.#first(blockSize);
    this.#values[0] = this.#values[blockSize] ?? NaN;
    this.#counts[0] = this.#counts[blockSize] ?? NaN;
    this.#length = 1;
    return runs;
  }

  lastBlock(): Runs {
    return this.#first(this.#length);
  }

  #first(length: number): Runs {
    return {
      length,
      values: this.#values.slice(0, length),
      counts: this.#counts.slice(0, length),
    };
  }
}

const blockSize = 4096;
