import type { GapPolicy, Series, TimeStep } from '../../contracts/forecast.js';
import { MlxError } from '../../errors/index.js';
import { placeOf, stepWords, timeText } from './time-step.js';

/** Rows as they were read: when, of which series, and a value for each target; NaN is missing. */
export interface TimedRows {
  readonly times: Float64Array;
  /** Null where there is one series. */
  readonly series: readonly (string | null)[] | null;
  readonly targets: readonly Float64Array[];
  /** Values of the columns that are known ahead; rows of times to come hold nothing else. */
  readonly ahead?: readonly Float64Array[];
  /** Number of each row at ingest. */
  readonly rowIds: Float64Array;
}

/** A series, and for each of its values the row it is from; −1 for one that the policy for gaps filled in. */
export interface TracedSeries extends Series {
  readonly rowIds: Float64Array;
}

interface Shape {
  readonly targets: readonly string[];
  readonly step: TimeStep;
  readonly gaps: GapPolicy;
  readonly season: number;
}

/**
 * Puts rows, in any order, onto the grid of the step: one series for each name and target, by name, from the first known value
 * to the last. What fills a gap looks back, never ahead. Throws `forecast/irregular-times`, `forecast/duplicate-times`
 * and, unless a policy says what to do, `forecast/gaps`.
 */
export function buildPanel(rows: TimedRows, shape: Shape): readonly TracedSeries[] {
  const { targets, step } = shape;
  const places = rows.times.map((time) => placeOf(step, time));
  refuseIrregular(rows, places, step);
  const groups = rowsBySeries(rows);
  const series = [...groups.keys()].toSorted(byName).flatMap((name) => {
    const own = (groups.get(name) ?? []).toSorted(
      (a, b) => (places[a] as number) - (places[b] as number),
    );
    refuseDuplicates(own, places, { name, step });
    return targets.flatMap((target, at) => {
      const values = rows.targets[at] as Float64Array;
      const known = own.filter((row) => !Number.isNaN(values[row] as number));
      if (known.length === 0) return [];
      const each = onGrid({ name, target, rows: known, places, values, rowIds: rows.rowIds });
      const ahead = rows.ahead?.map((column) => aheadOn(each.start, { rows: own, places, column }));
      return [{ ...each, ...(ahead !== undefined && { ahead }) }];
    });
  });
  if (shape.gaps === 'fail') refuseGaps(series, step);
  for (const { values } of series) fillGaps(values, shape);
  return series;
}

/** What names a series within a model. */
export function keyOf({ name, target }: Pick<Series, 'name' | 'target'>): string {
  return JSON.stringify([name, target]);
}

function byName(a: string | null, b: string | null): number {
  return (a ?? '') < (b ?? '') ? -1 : (a ?? '') > (b ?? '') ? 1 : 0;
}

function rowsBySeries({ times, series }: TimedRows): ReadonlyMap<string | null, readonly number[]> {
  const groups = new Map<string | null, number[]>();
  for (let row = 0; row < times.length; row++) {
    const name = series?.[row] ?? null;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [row]);
    else group.push(row);
  }
  return groups;
}

function onGrid(of: {
  readonly name: string | null;
  readonly target: string;
  readonly rows: readonly number[];
  readonly places: Float64Array;
  readonly values: Float64Array;
  readonly rowIds: Float64Array;
}): TracedSeries {
  const { name, target, rows, places } = of;
  const start = places[rows[0] as number] as number;
  const length = (places[rows.at(-1) as number] as number) - start + 1;
  const values = new Float64Array(length).fill(Number.NaN);
  const rowIds = new Float64Array(length).fill(-1);
  for (const row of rows) {
    const at = (places[row] as number) - start;
    values[at] = of.values[row] as number;
    rowIds[at] = of.rowIds[row] as number;
  }
  return { name, target, start, values, rowIds };
}

/** What is known ahead, from a time on and as far as there are rows. */
function aheadOn(
  start: number,
  of: {
    readonly rows: readonly number[];
    readonly places: Float64Array;
    readonly column: Float64Array;
  },
): Float64Array {
  const { rows, places, column } = of;
  const last = places[rows.at(-1) as number] as number;
  const values = new Float64Array(last - start + 1).fill(Number.NaN);
  for (const row of rows) {
    const at = (places[row] as number) - start;
    if (at >= 0) values[at] = column[row] as number;
  }
  return values;
}

/** Puts what the policy says in place of NaN, in the array itself: nothing looks ahead, and the first value is there. */
export function fillGaps(
  values: Float64Array,
  { gaps, season }: Pick<Shape, 'gaps' | 'season'>,
): void {
  for (let at = 1; at < values.length; at++) {
    if (!Number.isNaN(values[at])) continue;
    const before = values[at - 1] as number;
    const earlier = at >= season ? (values[at - season] as number) : before;
    values[at] = gaps === 'zero' ? 0 : gaps === 'seasonal' ? earlier : before;
  }
}

const mostShown = 3;

function refuseIrregular({ times, series }: TimedRows, places: Float64Array, step: TimeStep): void {
  const off = [...places.keys()].filter((row) => !Number.isInteger(places[row]));
  if (off.length === 0) return;
  const shown = off.slice(0, mostShown).map((row) => {
    const time = times[row] as number;
    const text = step.unit === 'number' ? String(time) : new Date(time).toISOString();
    return `${text}${ofSeries(series?.[row] ?? null)}`;
  });
  throw new MlxError(
    'forecast/irregular-times',
    `${off.length} of ${times.length} times are not at the distance of ${stepWords(step)} that the others are: ${listed(shown, off.length)}`,
    {
      hints: [
        'Aggregate the rows to regular times first: a step of `ingest.combine`, or a derived column',
        'If several series stand in the table, name the column that tells them apart: `task.series`',
      ],
    },
  );
}

function refuseDuplicates(
  rows: readonly number[],
  places: Float64Array,
  { name, step }: { readonly name: string | null; readonly step: TimeStep },
): void {
  const twice = rows.filter((row, at) => at > 0 && places[rows[at - 1] as number] === places[row]);
  if (twice.length === 0) return;
  const shown = [...new Set(twice.map((row) => timeText(step, places[row] as number)))];
  throw new MlxError(
    'forecast/duplicate-times',
    `There are several values at one time${ofSeries(name)}: ${listed(shown.slice(0, mostShown), shown.length)}`,
    {
      hints: [
        'Name the column that tells the series apart: `task.series`',
        'Or make one row of them first, with an `aggregate` under `ingest.combine`',
      ],
    },
  );
}

function refuseGaps(series: readonly Series[], step: TimeStep): void {
  const gaps = series.flatMap((each) =>
    [...each.values.keys()]
      .filter((at) => Number.isNaN(each.values[at] as number))
      .map((at) => `${timeText(step, each.start + at)}${ofSeries(each.name)}`),
  );
  if (gaps.length === 0) return;
  const what = gaps.length === 1 ? 'A value is' : `${gaps.length} values are`;
  throw new MlxError(
    'forecast/gaps',
    `${what} missing between values that are there, ${stepWords(step)} apart: ${listed(gaps.slice(0, mostShown), gaps.length)}`,
    { hints: ['Say what was there: `task: { gaps: previous }`, `seasonal` or `zero`'] },
  );
}

function ofSeries(name: string | null): string {
  return name === null ? '' : ` of \`${name}\``;
}

function listed(shown: readonly string[], count: number): string {
  const more = count - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
