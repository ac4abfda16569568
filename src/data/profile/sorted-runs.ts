import type { Database } from '../tables/database.js';

/** Different values, ascending, and how often each occurs. */
export interface Runs {
  readonly length: number;
  readonly values: Float64Array;
  readonly counts: Float64Array;
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
}

/**
 * All values of a column in ascending order, equal ones as one, in blocks. Sorting is DuckDB's, which goes to disk
 * when memory is short, so that a column of any length can be looked at.
 */
export async function* sortedRuns(database: Database, request: RunsRequest): AsyncGenerator<Runs> {
  const builder = new RunsBuilder();
  for await (const chunk of database.stream(queryOf(request))) {
    const values = chunk.getColumnVector(0);
    const counts = isGrouped(request) ? chunk.getColumnVector(1) : undefined;
    const { rowCount } = chunk;
    for (let row = 0; row < rowCount; row++) {
      builder.add(values.getItem(row) as number, (counts?.getItem(row) ?? 1) as number);
      if (builder.full) yield builder.take();
    }
  }
  const last = builder.takeLast();
  if (last.length > 0) yield last;
}

function isGrouped({ few, weight }: RunsRequest): boolean {
  return few || weight !== undefined;
}

function queryOf(request: RunsRequest): string {
  const { table, value, weight = '1' } = request;
  const finite = `SELECT ${value} AS v, CAST(${weight} AS DOUBLE) AS w FROM ${table}`;
  const present = `FROM (${finite}) WHERE v IS NOT NULL AND isfinite(v)`;
  return isGrouped(request)
    ? `SELECT v, CAST(sum(w) AS DOUBLE) AS n ${present} GROUP BY v ORDER BY v`
    : `SELECT v ${present} ORDER BY v`;
}

/** Gathers equal neighbours. Blocks have a size of their own, so that sums over them never vary. */
class RunsBuilder {
  #length = 0;
  readonly #values = new Float64Array(blockSize + 1);
  readonly #counts = new Float64Array(blockSize + 1);

  add(value: number, count: number): void {
    const last = this.#length - 1;
    if (last >= 0 && this.#values[last] === value) {
      this.#counts[last] = (this.#counts[last] ?? 0) + count;
      return;
    }
    this.#values[this.#length] = value;
    this.#counts[this.#length] = count;
    this.#length++;
  }

  /** One run more than a block: the block is then sure to be complete. */
  get full(): boolean {
    return this.#length > blockSize;
  }

  take(): Runs {
    const runs = this.#first(blockSize);
    this.#values[0] = this.#values[blockSize] ?? NaN;
    this.#counts[0] = this.#counts[blockSize] ?? NaN;
    this.#length = 1;
    return runs;
  }

  takeLast(): Runs {
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
