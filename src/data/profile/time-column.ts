import { timeEdges } from './histogram-edges.js';
import { manyValues } from './number-column.js';
import type { TimeFacts, ValueCount } from './profile.js';
import { asDouble, type Extent, type KnownColumn, type ProfiledTable } from './profiled-table.js';
import { BinCounter, QuantileFinder, TopValues } from './run-summary.js';
import { type Runs, sortedRuns } from './sorted-runs.js';

/** What a column of times is like. */
export interface TimeColumn {
  readonly distinct: number;
  readonly top: readonly ValueCount[];
  readonly times: TimeFacts;
}

/** Looks at a column of times in one pass over its sorted values. */
export async function timeColumn(
  { database, relation, sort }: ProfiledTable,
  column: KnownColumn,
  { count, min, max }: Extent,
): Promise<TimeColumn> {
  const edges = count === 0 ? [] : timeEdges(min / 1000, max / 1000);
  const quantiles = new QuantileFinder(count);
  const bins = new BinCounter(edges.map((millis) => millis * 1000));
  const top = new TopValues();
  const clock = new ClockPass();
  const few = column.more !== true && column.distinct < manyValues;
  const request = { table: relation, value: asDouble(column), few, most: count, sort };
  for await (const runs of sortedRuns(database, request)) {
    quantiles.add(runs);
    top.add(runs);
    clock.add(runs);
    bins.add(runs);
  }
  return {
    distinct: clock.distinct,
    top: top.values.map(({ value, count: rows }) => ({ value: isoOf(value), count: rows })),
    times: {
      min: count === 0 ? null : isoOf(min),
      max: count === 0 ? null : isoOf(max),
      quantiles: quantiles.quantiles.map(({ fraction, value }) => ({
        fraction,
        value: isoOf(Math.round(value)),
      })),
      histogram: count === 0 ? null : { ...bins.histogram, edges },
      weekdays: clock.weekdays,
      hours: clock.hours,
      step: clock.step,
      gaps: clock.gaps,
    },
  };
}

/** Microseconds since 1970 as ISO text, to the millisecond. */
function isoOf(micros: number): string {
  const date = new Date(Math.floor(micros / 1000));
  return Number.isNaN(date.getTime()) ? `${micros} µs` : date.toISOString();
}

/** Weekdays, hours, and the distances between neighbouring times. */
class ClockPass {
  distinct = 0;
  readonly weekdays = new Array<number>(7).fill(0);
  readonly hours = new Array<number>(24).fill(0);
  readonly #steps = new Map<number, number>();
  readonly #gaps: { from: number; length: number }[] = [];
  /** What a distance must exceed to be among the gaps. */
  #least = 0;
  #before = NaN;

  add({ length, values, counts }: Runs): void {
    this.distinct += length;
    for (let at = 0; at < length; at++) {
      const time = values[at] as number;
      this.#place(time, counts[at] as number);
      if (!Number.isNaN(this.#before)) this.#distance(this.#before, time - this.#before);
      this.#before = time;
    }
  }

  get step(): TimeFacts['step'] {
    const of = this.distinct - 1;
    if (of < 2) return null;
    let [step, count] = [0, 0];
    for (const [length, times] of this.#steps) {
      if (times > count) [step, count] = [length, times];
    }
    return { ms: step / 1000, count, of };
  }

  get gaps(): TimeFacts['gaps'] {
    return this.#gaps.map(({ from, length }) => ({
      from: isoOf(from),
      to: isoOf(from + length),
      ms: length / 1000,
    }));
  }

  #place(time: number, count: number): void {
    const day = Math.floor(time / dayMicros);
    const hour = Math.floor((time - day * dayMicros) / hourMicros);
    // The first day of 1970 was a Thursday, the fourth day of its week.
    (this.weekdays[(((day + 3) % 7) + 7) % 7] as number) += count;
    (this.hours[hour] as number) += count;
  }

  #distance(from: number, length: number): void {
    const known = this.#steps.get(length);
    if (known !== undefined || this.#steps.size < mostSteps) {
      this.#steps.set(length, (known ?? 0) + 1);
    }
    if (length <= this.#least) return;
    const place = this.#gaps.findIndex((gap) => gap.length < length);
    this.#gaps.splice(place < 0 ? this.#gaps.length : place, 0, { from, length });
    if (this.#gaps.length > mostGaps) this.#gaps.pop();
    if (this.#gaps.length === mostGaps) this.#least = this.#gaps.at(-1)?.length ?? 0;
  }
}

const hourMicros = 3_600_000_000;
const dayMicros = 24 * hourMicros;
const mostGaps = 3;
/** Distances that are kept apart; a series with a step has few, and what has none needs no more. */
const mostSteps = 10_000;
