import type { ForecastShape, GapPolicy, KnownColumn } from '../../contracts/forecast.js';
import type { Column } from '../../contracts/table.js';
import type { Task } from '../../contracts/task.js';
import { MlxError } from '../../errors/index.js';
import type { TimedRows } from '../../learning/forecasting/build-panel.js';
import { findStep, usualSeason } from '../../learning/forecasting/time-step.js';
import type { TaskSettings } from '../../project/project-schema.js';
import type { TimedColumns } from './read-timed.js';

/** What the project says about a forecast. */
export interface ForecastWish {
  readonly type: 'forecast';
  readonly target: string;
  readonly targets?: readonly string[];
  readonly horizon: number;
  readonly time: string;
  readonly series?: string;
  readonly season?: number;
  readonly knownAhead?: readonly string[];
  readonly gaps: GapPolicy;
  readonly interval: number;
}

/** What a complete project says about it. */
export function forecastWish(task: TaskSettings): ForecastWish {
  const { target, targets, horizon, time, series, season, gaps, interval } = task;
  const { known_ahead: knownAhead } = task;
  if (horizon === undefined || time === undefined || target === undefined) {
    throw new Error('a rule lets no such task pass');
  }
  return {
    ...{ type: 'forecast', target, horizon, time },
    ...(targets !== undefined && { targets }),
    ...(series !== undefined && { series }),
    ...(season !== undefined && { season }),
    ...(knownAhead !== undefined && { knownAhead }),
    ...{ gaps: gaps ?? 'fail', interval: interval ?? 0.8 },
  };
}

/** The columns a forecast reads, with types that suit. Throws `learning/target-not-numeric` and `forecast/no-time`. */
export function timedColumns(wish: ForecastWish, columns: readonly Column[]): TimedColumns {
  const targets = wish.targets ?? [wish.target];
  const typeOf = (name: string): Column['type'] => {
    const column = columns.find((each) => each.name === name);
    if (column === undefined) {
      throw new MlxError('data/column-missing', `The data has no column \`${name}\``, {
        hints: ['Correct `task`: `target`, `time` and `series` are names of columns'],
      });
    }
    return column.type;
  };
  for (const name of targets) {
    const type = typeOf(name);
    if (['number', 'integer'].includes(type)) continue;
    throw new MlxError(
      'learning/target-not-numeric',
      `\`${name}\` is a ${type} and cannot be forecast`,
      {
        hints: [
          `Pin its type, if its values are numbers: \`ingest: { columns: { ${name}: number } }\``,
        ],
      },
    );
  }
  const ahead = wish.knownAhead?.map((name) => knownColumn(name, typeOf(name)));
  if (wish.series !== undefined) typeOf(wish.series);
  const time = typeOf(wish.time);
  if (!['timestamp', 'number', 'integer'].includes(time)) {
    throw new MlxError(
      'forecast/no-time',
      `\`${wish.time}\` is a ${time} and says nothing about order`,
      {
        hints: [
          `Pin its type, if it holds dates: \`ingest: { columns: { ${wish.time}: timestamp } }\``,
          'Or name another column: `task.time`',
        ],
      },
    );
  }
  return {
    time: { name: wish.time, type: time === 'timestamp' ? 'timestamp' : 'number' },
    ...(wish.series !== undefined && { series: wish.series }),
    ...(ahead !== undefined && { ahead }),
    targets,
  };
}

function knownColumn(name: string, type: Column['type']): KnownColumn {
  if (type === 'boolean') return { name, type };
  if (type === 'number' || type === 'integer') return { name, type: 'number' };
  throw new MlxError(
    'forecast/not-a-number',
    `\`${name}\` is a ${type}, and what is known ahead must be numbers, or true and false`,
    {
      hints: [
        `Pin its type, if its values are numbers: \`ingest: { columns: { ${name}: number } }\``,
        'Or derive a column of true and false from it: `ingest: { columns: { sale: { derive: … } } }`',
      ],
    },
  );
}

/** Settles what is forecast, now that the times of the training rows are known: their distance, and the season that goes with it. */
export function settleForecast(wish: ForecastWish, columns: TimedColumns, rows: TimedRows): Task {
  const step = findStep(timesBySeries(rows), columns.time.type);
  if (step === undefined) {
    throw new MlxError(
      'forecast/too-short',
      'No series has two different times in the training part',
      {
        hints: ['Leave more rows to `split.train`, or correct `task.time` and `task.series`'],
      },
    );
  }
  const { time, series, targets, ahead } = columns;
  const forecast: ForecastShape = {
    time: time.name,
    ...(series !== undefined && { series }),
    ...(ahead !== undefined && { knownAhead: ahead }),
    targets,
    horizon: wish.horizon,
    season: wish.season ?? usualSeason(step),
    step,
    gaps: wish.gaps,
    interval: wish.interval,
  };
  return { kind: 'forecast', target: wish.target, classes: [], forecast };
}

function timesBySeries({ times, series }: TimedRows): readonly Float64Array[] {
  const groups = new Map<string | null, number[]>();
  for (const [row, time] of times.entries()) {
    const name = series?.[row] ?? null;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [time]);
    else group.push(time);
  }
  return [...groups.values()].map((group) => Float64Array.from(group).sort());
}
