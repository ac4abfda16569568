import { join } from 'node:path';
import type { ForecastShape, Series } from '../../contracts/forecast.js';
import type { Column } from '../../contracts/table.js';
import type { Task } from '../../contracts/task.js';
import { MlxError } from '../../errors/index.js';
import {
  buildPanel,
  keyOf,
  type TimedRows,
  type TracedSeries,
} from '../../learning/forecasting/build-panel.js';
import { endsOf, rollingOrigins, truthsOf } from '../../learning/forecasting/origins.js';
import { scaleOf } from '../../learning/forecasting/scales.js';
import { placeOf, stepWords } from '../../learning/forecasting/time-step.js';
import { shapeOf } from '../../learning/models/forecasts/forecast-data.js';
import { ingested, splitFiles } from '../artifact-files.js';
import type { LoadedRows } from '../load-rows.js';
import { readTimed, type TimedColumns } from './read-timed.js';
import { type ForecastWish, settleForecast, timedColumns } from './settle-forecast.js';

/** Files with the rows to learn from, and with those that come after. */
export interface PanelFiles {
  readonly train: string;
  /** Parts in order of time; what is judged by is the last of them. */
  readonly after: readonly { readonly name: string; readonly file: string }[];
}

/** What a forecast is learnt from and judged by. */
export interface LoadedPanel {
  readonly task: Task;
  /** Series as they end with the training rows: no later value is in them. */
  readonly learnt: readonly Series[];
  /** Series up to the end of the last part. */
  readonly whole: readonly TracedSeries[];
  /** Forecasts whose values lie in the last part. */
  readonly judged: LoadedRows;
  readonly notes: readonly string[];
}

/** The files of the splits up to one of them. */
export function filesOfSplits(folder: string, last: 'validation' | 'test'): PanelFiles {
  const parts = last === 'test' ? (['validation', 'test'] as const) : (['validation'] as const);
  return {
    train: join(folder, splitFiles.train),
    after: parts.map((name) => ({ name, file: join(folder, splitFiles[name]) })),
  };
}

/**
 * Reads the parts of the data as series. Series are cut at the end of the training rows before anything is learnt; forecasts are
 * judged from every time whose horizon lies within the last part, with all that was known then. Throws `forecast/*`.
 */
export async function loadPanel(
  wish: ForecastWish,
  {
    files,
    ingest,
    signal,
  }: { readonly files: PanelFiles; readonly ingest: string; readonly signal: AbortSignal },
): Promise<LoadedPanel> {
  const { columns: table } = await ingested.read(ingest);
  const columns = timedColumns(wish, table);
  const train = await readTimed([files.train], columns, { signal });
  const task = settleForecast(wish, columns, train);
  const shape = shapeOf(task);
  const learnt = buildPanel(train, shape);
  const parts = [{ name: 'training', ...placesOf(train, task) }];
  const rows = [train];
  for (const { name, file } of files.after) {
    const part = await readTimed([file], columns, { signal });
    parts.push({ name, ...placesOf(part, task) });
    rows.push(part);
  }
  refuseDisorder(parts);
  const known = new Set(learnt.map(keyOf));
  const all = buildPanel(joined(rows, columns), shape);
  const whole = all.filter((each) => known.has(keyOf(each)));
  const last = parts.at(-1) as Part;
  const { panel, stride } = rollingOrigins(whole, {
    from: last.from,
    to: last.to,
    horizon: shape.horizon,
  });
  if (panel.of.length === 0) throw tooShort(last, task);
  refuseNothingLearnt(learnt, task);
  const truths = truthsOf(panel, shape.horizon);
  const rowIds = truthsOf(
    { ...panel, series: whole.map((each) => ({ ...each, values: each.rowIds })) },
    shape.horizon,
  );
  const filled = rowIds.some((id) => id < 0);
  const scales = new Map(learnt.map((each) => [keyOf(each), scaleOf(each, shape.season)]));
  return {
    task,
    learnt,
    whole,
    judged: {
      x: { rows: panel.of.length, columns: [], values: new Float32Array(0), panel },
      y: truths,
      rowIds,
      ...(filled && { weights: rowIds.map((id) => (id < 0 ? 0 : 1)) }),
      forecasts: {
        horizon: shape.horizon,
        of: panel.of,
        scales: whole.map((each) => scales.get(keyOf(each)) ?? { mae: 0, rmse: 0, sd: 0 }),
      },
    },
    notes: [
      `${learnt.length} series, ${stepWords(shape.step)} apart, season ${shape.season}; ${panel.of.length} forecasts over ${shape.horizon} steps in the ${last.name} part`,
      ...unread(table, shape),
      ...(stride > 1
        ? [`a forecast from every ${stride}th time only: there would be too many`]
        : []),
      ...(all.length > whole.length
        ? [`${all.length - whole.length} series that begin after the training part are not judged`]
        : []),
    ],
  };
}

/** What a family learns from: the ends of the series. */
export function learningPanel(learnt: readonly Series[]): Pick<LoadedRows, 'x' | 'y' | 'rowIds'> {
  return {
    x: { rows: learnt.length, columns: [], values: new Float32Array(0), panel: endsOf(learnt) },
    y: new Float64Array(0),
    rowIds: new Float64Array(0),
  };
}

/** Says which columns a forecast leaves aside. */
function unread(
  table: readonly Column[],
  { knownAhead = [] }: Pick<ForecastShape, 'knownAhead'>,
): readonly string[] {
  const names = table
    .filter(
      ({ name, role }) => role === 'feature' && !knownAhead.some((known) => known.name === name),
    )
    .map(({ name }) => `\`${name}\``);
  return names.length === 0
    ? []
    : [
        `a forecast does not read ${names.join(', ')}; what is known for times to come may stand under \`task.known_ahead\``,
      ];
}

interface Part {
  readonly name: string;
  /** The first and the last of its times, on the grid. */
  readonly from: number;
  readonly to: number;
}

function placesOf({ times }: TimedRows, task: Task): Pick<Part, 'from' | 'to'> {
  const { step } = shapeOf(task);
  let [from, to] = [Infinity, -Infinity];
  for (const time of times) {
    const place = placeOf(step, time);
    from = Math.min(from, place);
    to = Math.max(to, place);
  }
  return { from, to };
}

function joined(rows: readonly TimedRows[], { series, targets, ahead }: TimedColumns): TimedRows {
  const flat = (parts: readonly Float64Array[]): Float64Array =>
    Float64Array.from(parts.flatMap((part) => [...part]));
  return {
    times: flat(rows.map(({ times }) => times)),
    series: series === undefined ? null : rows.flatMap((part) => part.series ?? []),
    targets: targets.map((_, at) => flat(rows.map((part) => part.targets[at] as Float64Array))),
    ...(ahead !== undefined && {
      ahead: ahead.map((_, at) => flat(rows.map((part) => part.ahead?.[at] as Float64Array))),
    }),
    rowIds: flat(rows.map(({ rowIds }) => rowIds)),
  };
}

function refuseDisorder(parts: readonly Part[]): void {
  for (const [at, part] of parts.entries()) {
    const before = parts[at - 1];
    if (before === undefined || before.to < part.from) continue;
    throw new MlxError(
      'forecast/not-in-order',
      `The ${before.name} part has rows that are not before the ${part.name} part`,
      {
        hints: ['Split by time: `split: { strategy: time }`, which is the default for a forecast'],
      },
    );
  }
}

function tooShort({ name, from, to }: Part, task: Task): MlxError {
  const { horizon, step } = shapeOf(task);
  return new MlxError(
    'forecast/too-short',
    `The ${name} part is ${to - from + 1} steps of ${stepWords(step)} long, and a forecast over ${horizon} cannot be judged there`,
    {
      hints: [
        `Give it more: \`split: { ${name}: ${horizon} steps }\` at least, or a larger share`,
        'Or lower `task.horizon`',
      ],
    },
  );
}

function refuseNothingLearnt(learnt: readonly Series[], task: Task): void {
  const { horizon } = shapeOf(task);
  const longest = Math.max(...learnt.map(({ values }) => values.length));
  if (longest > horizon) return;
  throw new MlxError(
    'forecast/too-short',
    `The training part has ${longest} values in its longest series, and the horizon is ${horizon} already`,
    { hints: ['Leave more rows to `split.train`, or lower `task.horizon`'] },
  );
}
