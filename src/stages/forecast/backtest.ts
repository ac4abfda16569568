import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Series } from '../../contracts/forecast.js';
import type { Matrix } from '../../contracts/matrix.js';
import type { Predictions, SavedModel } from '../../contracts/model.js';
import { timeText } from '../../learning/forecasting/time-step.js';
import type { Truth } from '../../learning/metrics/metric.js';
import { panelOf, shapeOf } from '../../learning/models/forecasts/forecast-data.js';
import { predictorOf } from '../../learning/models/predict.js';
import { seasonalNaive } from '../../learning/models/seasonal-naive.js';
import type { LoadedRows } from '../load-rows.js';
import { forecastTruth, valueByValue } from './judge-forecasts.js';
import { filesOfSplits, loadPanel } from './load-panel.js';
import type { ForecastWish } from './settle-forecast.js';

/** Forecasts of a model over the test part beside what came true, value by value. */
export interface Backtest {
  readonly truth: Truth;
  readonly predictions: Predictions;
  /** What saying the value of one season before would have been. */
  readonly floor: Predictions;
  readonly rowIds: Float64Array;
  /** What was forecast from: another model may be asked for the same. */
  readonly asked: Matrix;
}

/**
 * Forecasts from every time whose horizon lies within the test part, each with what was known then, and leaves
 * `predictions.csv`: the last forecasts of each series that do not overlap.
 */
export async function backtest(
  model: SavedModel,
  wish: ForecastWish,
  {
    inputs,
    output,
    signal,
  }: {
    readonly inputs: Readonly<Record<'ingest' | 'split', string>>;
    readonly output: string;
    readonly signal: AbortSignal;
  },
): Promise<Backtest> {
  const files = filesOfSplits(inputs.split, 'test');
  const { task, judged } = await loadPanel(wish, { files, ingest: inputs.ingest, signal });
  const said = predictorOf(model)(judged.x);
  const naive = seasonalNaive.predictor({
    ...{ family: 'seasonal-naive', task, inputs: [], config: { drift: 'none' }, weights: {} },
  });
  await writeForecasts(output, { task, judged, said });
  return {
    truth: forecastTruth(task, judged),
    predictions: valueByValue(said),
    floor: valueByValue(naive(judged.x)),
    rowIds: judged.rowIds,
    asked: judged.x,
  };
}

async function writeForecasts(
  folder: string,
  {
    task,
    judged,
    said,
  }: { readonly task: SavedModel['task']; readonly judged: LoadedRows; readonly said: Predictions },
): Promise<void> {
  const { step, horizon, series: column, time, targets } = shapeOf(task);
  const { series, of, known } = panelOf(judged.x);
  const lastOf = new Map([...of].map((at, row) => [at, known[row] as number]));
  const names = [
    'row',
    ...(column === undefined ? [] : [column]),
    ...(targets.length > 1 ? ['target'] : []),
    ...[time, 'step', 'truth', 'predicted', 'low', 'high'],
  ];
  const file = await open(join(folder, 'predictions.csv'), 'w');
  try {
    await file.write(`${names.map(quoted).join(',')}\n`);
    for (let row = 0; row < of.length; row++) {
      const origin = known[row] as number;
      if (((lastOf.get(of[row] as number) ?? 0) - origin) % horizon !== 0) continue;
      const own = series[of[row] as number] as Series;
      const lines = Array.from({ length: horizon }, (_, ahead) => {
        const at = row * horizon + ahead;
        const cells = [
          judged.rowIds[at],
          ...(column === undefined ? [] : [quoted(own.name ?? '')]),
          ...(targets.length > 1 ? [quoted(own.target)] : []),
          ...[timeText(step, own.start + origin + ahead), ahead + 1],
          ...[judged.y[at], said.values[at], said.low?.[at] ?? '', said.high?.[at] ?? ''],
        ];
        return cells.join(',');
      });
      await file.write(`${lines.join('\n')}\n`);
    }
  } finally {
    await file.close();
  }
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
