import type { Panel, Series } from '../../../contracts/forecast.js';
import type { Matrix } from '../../../contracts/matrix.js';
import type { SavedModel } from '../../../contracts/model.js';
import type { ValuesOf } from '../../../contracts/params.js';
import { MlxError } from '../../../errors/index.js';
import { keyOf } from '../../forecasting/build-panel.js';
import { nest, unnest } from '../ensembles/nested-model.js';
import { gradientBoosting } from '../gradient-boosting.js';
import type { FitContext, FitResult, LabelledRows, TrainingData } from '../model-family.js';
import type { boostingParams } from '../trees/boosting-params.js';
import { type ForecastData, forecastData, forecastRows, shapeOf } from './forecast-data.js';
import { drawQuestions, type LagQuestion, type LagReader, lagReader } from './lag-rows.js';

/** How lags are read: the last so many values, in units of a window. */
interface LagShape {
  readonly lags: number;
  readonly window: number;
}

const regression = (target: string) => ({ kind: 'regression', target, classes: [] }) as const;

/** Fits boosted trees on questions about the past, one model for all series and all steps ahead. */
export async function fitBoostedLags(
  given: TrainingData,
  values: ValuesOf<typeof boostingParams> & {
    readonly lags: number | undefined;
    readonly samples: number;
  },
  context: FitContext,
): Promise<FitResult> {
  const data = forecastData(given);
  const { season, horizon } = data.shape;
  const lagShape = {
    lags: values.lags ?? Math.min(24, Math.max(season, 6)),
    window: Math.max(2 * season, 8),
  };
  const reader = lagReader(data.shape, { ...lagShape, seriesCount: data.series.length });
  const questions = learnable(data, { lagShape, most: values.samples, context });
  if (questions.length === 0) throw tooShort(horizon);
  const held = heldQuestions(data, { most: values.samples / 4, context });
  const task = regression(given.task.target);
  const fitted = await gradientBoosting.fit(
    {
      task,
      train: rowsOf(reader, questions),
      ...(held.length > 0 && { validation: rowsOf(reader, held) }),
    },
    values,
    context,
  );
  const { members, weights } = nest([{ name: 'trees', model: fitted.model, start: 0 }]);
  const model: SavedModel = {
    family: 'lag-boosting',
    task: given.task,
    inputs: given.train.x.columns,
    config: { ...lagShape, series: data.series.map(keyOf), members },
    weights,
  };
  return { ...fitted, model };
}

/** Answers all steps ahead of a row at once. */
export function boostedLagsPredictor(model: SavedModel): ReturnType<typeof forecastRows> {
  const { lags, window, series } = model.config as unknown as LagShape & {
    readonly series: readonly string[];
  };
  const [inner] = unnest(model);
  if (inner === undefined) throw new Error('a model of lags holds trees');
  const predict = gradientBoosting.predictor(inner.model);
  const reader = lagReader(shapeOf(model.task), { lags, window, seriesCount: series.length });
  const codes = new Map(series.map((key, at) => [key, at]));
  return forecastRows(model.task, (one) => {
    const code = codes.get(keyOf(one)) ?? Number.NaN;
    return ({ series: own, known, into }) => {
      const width = reader.columns.length;
      const cells = new Float32Array(into.length * width);
      const units = Array.from(into, (_, at) =>
        reader.write({ series: own, known, step: at + 1, code }, cells, at * width),
      );
      const { values } = predict(matrixOf(reader, into.length, cells));
      for (const [at, { level, size }] of units.entries()) {
        into[at] = (values[at] as number) * size + level;
      }
    };
  });
}

function matrixOf({ columns, blocks }: LagReader, rows: number, values: Float32Array): Matrix {
  return { rows, columns, values, ...(blocks.length > 0 && { blocks }) };
}

/** Every time with enough known before it whose answer may be learnt from. */
function learnable(
  { series, shape: { horizon, season } }: ForecastData,
  {
    lagShape,
    most,
    context: { seed, label },
  }: { readonly lagShape: LagShape; readonly most: number; readonly context: FitContext },
): readonly LagQuestion[] {
  const possible = series.map((each, code) => {
    // A short series is learnt from as soon as it has shown one season.
    const wanted = Math.max(lagShape.lags, lagShape.window);
    const last = each.values.length - horizon;
    const first = wanted <= last / 2 ? wanted : Math.max(2, Math.min(season, last));
    return { series: each, code, first, last };
  });
  return drawQuestions(possible, { horizon, most, seed, label: `${label}/questions` });
}

function heldQuestions(
  { series, held, shape: { horizon } }: ForecastData,
  { most, context: { seed, label } }: { readonly most: number; readonly context: FitContext },
): readonly LagQuestion[] {
  if (held === undefined) return [];
  const codes = new Map(series.map((each, at) => [keyOf(each), at]));
  const possible = spansOf(held.panel).map((span) => ({
    ...span,
    code: codes.get(keyOf(span.series)) ?? Number.NaN,
  }));
  return drawQuestions(possible, { horizon, most, seed, label: `${label}/held` });
}

function spansOf({ series, of, known }: Panel) {
  const spans = new Map<number, { first: number; last: number }>();
  for (let row = 0; row < of.length; row++) {
    const at = known[row] as number;
    const span = spans.get(of[row] as number) ?? { first: at, last: at };
    spans.set(of[row] as number, {
      first: Math.min(span.first, at),
      last: Math.max(span.last, at),
    });
  }
  return [...spans].map(([place, span]) => ({ series: series[place] as Series, ...span }));
}

function rowsOf(reader: LagReader, questions: readonly LagQuestion[]): LabelledRows {
  const width = reader.columns.length;
  const cells = new Float32Array(questions.length * width);
  const y = new Float64Array(questions.length);
  for (const [at, question] of questions.entries()) {
    const { level, size } = reader.write(question, cells, at * width);
    const truth = question.series.values[question.known + question.step - 1] as number;
    y[at] = (truth - level) / size;
  }
  return { x: matrixOf(reader, questions.length, cells), y };
}

function tooShort(horizon: number): MlxError {
  return new MlxError(
    'forecast/too-short',
    `No series leaves a time to learn a forecast over ${horizon} steps from`,
    { hints: ['Lower `task.horizon`, or leave more rows to `split.train`'] },
  );
}
