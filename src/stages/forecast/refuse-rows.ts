import { wholeFigure } from '../../contracts/figure.js';
import type { ForecastShape, KnownColumn, Series } from '../../contracts/forecast.js';
import { MlxError, nearestWord } from '../../errors/index.js';
import { placeOf, stepWords, timeText } from '../../learning/forecasting/time-step.js';

/** What is known of a series at one time. */
export interface KnownRow {
  readonly time: number;
  readonly series: string | null;
  readonly values: number[];
  readonly ahead: number[];
}

/**
 * Throws `data/row-invalid` for a series that is new and has no values of its own to go on from: most likely its name is wrong.
 */
export function refuseUnknownSeries(
  given: readonly KnownRow[],
  history: readonly Series[],
  { series: column }: Pick<ForecastShape, 'series'>,
): void {
  const names = new Set(history.map(({ name }) => name));
  const said = new Set(
    given.filter(({ values }) => values.some(Number.isFinite)).map(({ series }) => series),
  );
  const unknown = given.find(
    ({ series }) => !names.has(series) && (series === null || !said.has(series)),
  )?.series;
  if (unknown === undefined) return;
  if (unknown === null) {
    throw new MlxError('data/row-invalid', 'A row does not say which series it belongs to', {
      hints: [`Fill \`${column}\``],
    });
  }
  const known = [...names].filter((name) => name !== null);
  const nearest = nearestWord(unknown, known);
  throw new MlxError(
    'data/row-invalid',
    `The model does not know a series \`${unknown}\`, and no row says a value of it`,
    {
      hints: [
        nearest === undefined
          ? `It knows ${known
              .slice(0, 5)
              .map((name) => `\`${name}\``)
              .join(', ')}${known.length > 5 ? ` and ${known.length - 5} more` : ''}`
          : `Did you mean \`${nearest}\`?`,
      ],
    },
  );
}

/** Steps between what is known and a row, beyond which its time is taken for a mistake; all between would have to be filled. */
const farthest = 10_000;

/** Throws `data/row-invalid` for a row of a time that lies too far ahead of all that is known. */
export function refuseFarRows(
  given: readonly KnownRow[],
  history: readonly Series[],
  { step }: Pick<ForecastShape, 'step'>,
): void {
  const last = Math.max(...history.map(({ start, values }) => start + values.length - 1));
  const most = last + farthest + given.length;
  const far = given.find(({ time }) => placeOf(step, time) > most);
  if (far === undefined) return;
  throw new MlxError(
    'data/row-invalid',
    `${timeText(step, placeOf(step, far.time))} is more than ${wholeFigure(farthest)} steps of ${stepWords(step)} after ${timeText(step, last)}, the last time that is known`,
    { hints: ['Correct the time, or train again with the rows between'] },
  );
}

/** Throws `forecast/unknown-future`: what is known ahead has to be said for every step, even if it is that it is missing. */
export function refuseUnknownFuture(
  series: readonly Series[],
  { knownAhead, horizon, step, time }: ForecastShape,
): void {
  if (knownAhead === undefined) return;
  for (const { name, start, values, ahead = [] } of series) {
    const end = values.length + horizon;
    const knownTo = (column: KnownColumn): number => ahead[knownAhead.indexOf(column)]?.length ?? 0;
    const short = knownAhead.find((column) => knownTo(column) < end);
    if (short === undefined) continue;
    const from = Math.max(values.length, knownTo(short));
    const whose = name === null ? '' : ` of \`${name}\``;
    throw new MlxError(
      'forecast/unknown-future',
      `\`${short.name}\`${whose} is not known from ${timeText(step, start + from)} on, and the forecast goes to ${timeText(step, start + end - 1)}`,
      {
        hints: [
          `Give a row for each of these times, with \`${time}\`${name === null ? '' : ', the series'} and ${knownAhead.map((each) => `\`${each.name}\``).join(', ')}, and without the target`,
        ],
      },
    );
  }
}
