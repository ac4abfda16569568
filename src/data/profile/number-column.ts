import { identifier } from '../tables/sql.js';
import { numberEdges } from './histogram-edges.js';
import { KeptRuns } from './kept-runs.js';
import { Moments } from './moments.js';
import type { Histogram, NumberFacts, Outliers, Quantile, ValueCount } from './profile.js';
import {
  asDouble,
  type Extent,
  type KnownColumn,
  type ProfiledTable,
  rowNumber,
} from './profiled-table.js';
import { BinCounter, QuantileFinder, TopValues } from './run-summary.js';
import { significant, significantOrNull } from './significant.js';
import type { Runs, RunsRequest } from './sorted-runs.js';

/** What a column of numbers is like. */
export interface NumberColumn {
  readonly distinct: number;
  readonly top: readonly ValueCount[];
  readonly numbers: NumberFacts;
  /** The two smallest and the two largest different values, with how often they occur, ascending. */
  readonly ends: readonly { readonly value: number; readonly count: number }[];
}

/** Looks at a column of numbers: one pass over its sorted values, and a second where a far tail hides the rest. */
export async function numberColumn(
  table: ProfiledTable,
  column: KnownColumn,
  extent: Extent,
): Promise<NumberColumn> {
  const { count, min, max } = extent;
  const request: RunsRequest = {
    table: table.relation,
    value: asDouble(column),
    few: column.more !== true && column.distinct < manyValues,
    most: count,
    sequence: isGapless(column, extent) ? { first: min, length: count } : undefined,
    sort: table.sort,
  };
  const whole = column.type === 'integer';
  const edges = count === 0 ? [] : numberEdges({ min, max, whole, values: count });
  const pass = new NumberPass(count, edges);
  const values = new KeptRuns(table.database, request);
  for await (const runs of values.first()) pass.add(runs);
  const { quantiles } = pass;
  const { mean, sd, skew } = pass.moments;
  const histogram = await withoutTail({
    values,
    extent,
    whole,
    quantiles,
    histogram: pass.histogram,
  });
  return {
    distinct: await exactDistinct(table, column, { ...extent, distinct: pass.distinct }),
    top: pass.top.map(({ value, count: rows }) => ({ value: String(value), count: rows })),
    ends: pass.ends,
    numbers: {
      min: significantOrExact(min),
      max: significantOrExact(max),
      mean: significantOrNull(mean),
      sd: significantOrNull(sd),
      skew: significantOrNull(skew),
      quantiles,
      zeros: pass.zeros,
      negatives: pass.negatives,
      notFinite: table.rows - column.missing - count,
      histogram: count === 0 ? null : histogram,
      outliers: await outliersOf(table, column, { values, quantiles, mean, sd }),
    },
  };
}

/** Whether a column counts up without a gap, as many ids do: then its values are known. */
function isGapless({ type, distinct, more }: KnownColumn, { count, min, max }: Extent): boolean {
  return type === 'integer' && more !== true && distinct === count && max - min + 1 === count;
}

/** Up to as many different values as this, counting before sorting is quicker. */
export const manyValues = 100_000;

function significantOrExact(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** Everything that one pass over sorted values can tell. */
class NumberPass {
  distinct = 0;
  zeros = 0;
  negatives = 0;
  readonly moments = new Moments();
  readonly #quantiles: QuantileFinder;
  readonly #bins: BinCounter;
  readonly #top = new TopValues();
  readonly #first: { value: number; count: number }[] = [];
  #last: { value: number; count: number }[] = [];

  constructor(count: number, edges: readonly number[]) {
    this.#quantiles = new QuantileFinder(count);
    this.#bins = new BinCounter(edges);
  }

  add(runs: Runs): void {
    this.distinct += runs.length;
    this.moments.add(runs);
    this.#quantiles.add(runs);
    this.#bins.add(runs);
    this.#top.add(runs);
    this.#addSigns(runs);
    this.#addEnds(runs);
  }

  get quantiles(): readonly Quantile[] {
    return this.#quantiles.quantiles;
  }

  get histogram(): Histogram {
    return this.#bins.histogram;
  }

  get top(): TopValues['values'] {
    return this.#top.values;
  }

  get ends(): NumberColumn['ends'] {
    const others = Math.max(0, this.distinct - 2);
    return [...this.#first, ...(others === 0 ? [] : this.#last.slice(-Math.min(2, others)))];
  }

  #addSigns({ length, values, counts }: Runs): void {
    for (let at = 0; at < length && (values[at] as number) <= 0; at++) {
      if (values[at] === 0) this.zeros += counts[at] as number;
      else this.negatives += counts[at] as number;
    }
  }

  #addEnds({ length, values, counts }: Runs): void {
    const run = (at: number) => ({ value: values[at] as number, count: counts[at] as number });
    for (let at = 0; at < length && this.#first.length < 2; at++) this.#first.push(run(at));
    for (let at = Math.max(0, length - 2); at < length; at++) this.#last.push(run(at));
    this.#last = this.#last.slice(-2);
  }
}

interface TailRequest {
  readonly values: KeptRuns;
  readonly extent: Extent;
  readonly whole: boolean;
  readonly quantiles: readonly Quantile[];
  readonly histogram: Histogram;
}

/**
 * A few values far away would leave one bin for all the others: then the bins span the middle 98 %, and the tails are
 * counted apart.
 */
async function withoutTail({
  values,
  extent,
  whole,
  quantiles,
  histogram,
}: TailRequest): Promise<Histogram> {
  const [low, high] = [quantileAt(quantiles, 0.01), quantileAt(quantiles, 0.99)];
  const hidden = high > low && extent.max - extent.min > tailFactor * (high - low);
  if (!hidden) return histogram;
  const [min, max] = whole ? [Math.floor(low), Math.ceil(high)] : [low, high];
  const counter = new BinCounter(numberEdges({ min, max, whole, values: extent.count }), true);
  for await (const runs of values.again()) counter.add(runs);
  return counter.histogram;
}

const tailFactor = 10;

/** A quantile by its fraction; NaN when there is none. */
export function quantileAt(quantiles: readonly Quantile[], fraction: number): number {
  return quantiles.find((each) => each.fraction === fraction)?.value ?? NaN;
}

/** Doubles cannot tell whole numbers beyond 2^53 apart; then DuckDB counts them. */
async function exactDistinct(
  { database, relation }: ProfiledTable,
  { name, type }: KnownColumn,
  { min, max, distinct }: Extent & { readonly distinct: number },
): Promise<number> {
  const safe = Math.max(Math.abs(min), Math.abs(max)) < Number.MAX_SAFE_INTEGER;
  if (type !== 'integer' || safe || distinct === 0) return distinct;
  const [row] = await database.rows<{ distinct: number }>(
    `SELECT count(DISTINCT ${identifier(name)}) AS distinct FROM ${relation}`,
  );
  return row?.distinct ?? distinct;
}

interface Middle {
  readonly values: KeptRuns;
  readonly quantiles: readonly Quantile[];
  readonly mean: number;
  readonly sd: number;
}

async function outliersOf(
  { database, relation }: ProfiledTable,
  column: KnownColumn,
  { values, quantiles, mean, sd }: Middle,
): Promise<Outliers | null> {
  const [q1, q3] = [quantileAt(quantiles, 0.25), quantileAt(quantiles, 0.75)];
  if (!(q3 > q1) || !Number.isFinite(sd)) return null;
  const [low, high] = [significant(q1 - 1.5 * (q3 - q1)), significant(q3 + 1.5 * (q3 - q1))];
  const [middle, reach] = [significant(mean), significant(3 * sd)];
  const [all = 0, below = 0, upToHigh = 0, farBelow = 0, upToFar = 0] = await values.countBelow([
    () => true,
    (v) => v < low,
    (v) => v <= high,
    (v) => middle - v > reach,
    (v) => v - middle <= reach,
  ]);
  const above = all - upToHigh;
  const beyondThreeSd = farBelow + all - upToFar;
  const value = asDouble(column);
  const finite = `(SELECT ${value} AS v, ${rowNumber} AS r FROM ${relation} WHERE isfinite(${value}))`;
  const none = below + above === 0;
  const examples = none
    ? []
    : await database.rows<{ row: number; value: number }>(
        `SELECT r AS row, v AS value FROM ${finite} WHERE v < ${double(low)} OR v > ${double(high)}
         ORDER BY abs(v - ${double(quantileAt(quantiles, 0.5))}) DESC, r LIMIT 5`,
      );
  return { low, high, below, above, beyondThreeSd, examples };
}

/** A number in SQL, to its last digit. */
function double(value: number): string {
  return `'${value}'::DOUBLE`;
}
