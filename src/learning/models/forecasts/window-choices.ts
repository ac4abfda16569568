import { MlxError } from '../../../errors/index.js';
import type { ForecastData } from './forecast-data.js';
import type { WindowReading } from './window-linear-fit.js';

function shortest({ series }: ForecastData): number {
  return Math.min(...series.map(({ values }) => values.length));
}

function longestSeries({ series }: ForecastData): number {
  return Math.max(...series.map(({ values }) => values.length));
}

/** Whether every series leaves so many windows to learn from. */
export function allLong(data: ForecastData, windows: number): boolean {
  return data.series.length === 1 || shortest(data) - data.shape.horizon >= windows;
}

/** Windows to try: some seasons, as long as half of the series is left to learn from. */
export function windowsFor(data: ForecastData, told: number | undefined): readonly number[] {
  const { horizon, season } = data.shape;
  const longest = longestSeries(data);
  if (told !== undefined) {
    if (longest >= told + horizon) return [told];
    throw tooShort(`a window of ${told} and a horizon of ${horizon}`, longest);
  }
  const most = Math.floor((longest - horizon) / 2);
  if (most < 1) throw tooShort(`a horizon of ${horizon}`, longest);
  const unit = season === 1 ? 4 : season;
  const seasons = [1, 2, 4, 14].map((count) => count * unit).filter((window) => window <= most);
  return seasons.length === 0 ? [Math.min(most, unit)] : seasons;
}

/** Throws `forecast/too-short` where a series has not even one window. */
export function refuseShort(data: ForecastData, window: number): void {
  const { horizon } = data.shape;
  const short = shortest(data);
  if (short >= window + horizon) return;
  throw tooShort(`a window of ${window} and a horizon of ${horizon}`, short);
}

function tooShort(what: string, values: number): MlxError {
  return new MlxError(
    'forecast/too-short',
    `\`window-linear\` needs more than the ${values} values of training that there are for ${what}`,
    { hints: ['Lower `window` or `task.horizon`, or leave more rows to `split.train`'] },
  );
}

/** The ways to read windows that are asked for and that the values allow. */
export function readingsFor(
  { series, held }: ForecastData,
  { from_last: fromLast, log }: { readonly from_last: string; readonly log: string },
): readonly WindowReading[] {
  const positive = (values: Float64Array): boolean => values.every((value) => value > 0);
  const isPositive =
    series.every(({ values }) => positive(values)) &&
    (held?.panel.series.every(({ values }) => positive(values)) ?? true);
  if (log === 'yes' && !isPositive) {
    throw new MlxError('forecast/not-positive', 'There are values of 0 or less, and `log: yes`', {
      hints: ['Set `log: auto`'],
    });
  }
  const chooses = held !== undefined;
  const ways = (setting: string, possible: boolean): readonly boolean[] =>
    setting === 'auto' ? (possible && chooses ? [false, true] : [false]) : [setting === 'yes'];
  return ways(log, isPositive).flatMap((asLog) =>
    ways(fromLast, true).map((less) => ({ log: asLog, fromLast: less })),
  );
}
