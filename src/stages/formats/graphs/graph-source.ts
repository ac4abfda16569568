import type { JsonObject } from '../../../contracts/json.js';
import type { Task } from '../../../contracts/task.js';
import { decodeBatch } from '../../../data/features/decode-batch.js';
import type { FittedFeatures } from '../../../data/features/fitted-features.js';
import { matrixOf } from '../../../data/features/transform.js';
import { rowsToBatch } from '../../../data/tables/rows-to-batch.js';
import type { FormatFile, FormatSource } from '../../../delivery/formats/format.js';
import { seriesAfter } from '../../forecast/forecast-predictor.js';
import { worldOf } from '../../image-place.js';
import { calibratedAnswers, labelsOf } from './answers.js';
import { featuresOf, unsaidStep } from './columns.js';
import { unsaidFamily, writeFamily } from './families/index.js';
import type { Feed } from './feed.js';
import { forecastFeeds, forecastInputs } from './forecasts/forecast-feeds.js';
import { forecastCannot, writeForecast } from './forecasts/index.js';
import type { ModelGraph } from './model-graph.js';

/** Why no graph can say a model, worded to follow the name of the format; undefined when one can. */
export function graphCannot({ model }: FormatSource): string | undefined {
  if (model.modules !== undefined)
    return 'says families of mlx, and this model has one of your own';
  if (model.task.kind === 'forecast') return forecastCannot(model);
  if (Object.values(model.weights).some(({ packed }) => packed?.multiply !== undefined)) {
    return 'computes layers in floating point, and `dynamic` has them in whole numbers; `int8` it can';
  }
  const family = unsaidFamily(model);
  return family && `cannot say \`${family}\``;
}

/**
 * Writes a package into a graph: from its columns, or its features, to the outputs `answers` and, of classes, `label`; a forecast from
 * the last values of series.
 */
export function writeModel(graph: ModelGraph, { model, features, signature }: FormatSource): void {
  if (model.task.kind === 'forecast') {
    writeForecast(graph, model);
    return;
  }
  const fitted = features as unknown as FittedFeatures;
  const matrix =
    unsaidStep(fitted) === undefined
      ? featuresOf(graph, fitted)
      : graph.input({ name: 'features', kind: 'float', width: fitted.width });
  const raw = writeFamily(graph, model, matrix);
  const { calibration, task, decision } = model;
  const answers = calibration === undefined ? raw : calibratedAnswers(graph, raw, calibration);
  const isClasses = decidesFor(task);
  graph.output(answers, {
    name: 'answers',
    kind: 'double',
    width: isClasses ? task.classes.length : 1,
  });
  if (!isClasses) return;
  const label = labelsOf(graph, answers, { task, decision: signature.decision ?? decision });
  graph.output(label, { name: 'label', kind: 'string', width: 0 });
}

/** Whether there is a class to decide for. Of anomalies there is a score alone, also where labels of two classes judge it. */
function decidesFor({ kind, classes }: Task): boolean {
  return kind !== 'anomaly' && classes.length > 0;
}

/** `inputs.json`: what the file reads and gives, in words for people. */
export function inputsFile(source: FormatSource, language: string): FormatFile {
  const { features, model, signature } = source;
  if (model.task.kind === 'forecast') return jsonFile(forecastInputs(model));
  const fitted = features as unknown as FittedFeatures;
  const unsaid = unsaidStep(fitted);
  const { classes, kind, target } = signature.task;
  const answers = decidesFor(signature.task)
    ? { classes, label: 'the class decided for' }
    : { value: kind === 'anomaly' ? 'how odd the row is' : target };
  const text =
    unsaid === undefined
      ? {
          reads: 'columns',
          missing: 'NaN in a number, an empty text elsewhere; true is 1 and false 0',
          columns: signature.inputs.map(({ name, type }) => ({
            name,
            type: type === 'category' || type === 'text' ? 'string' : 'double',
            shape: ['rows', 1],
          })),
          answers,
        }
      : {
          reads: 'features',
          why: `${language} is not told how to do \`${unsaid}\`, so the file reads features as mlx makes them`,
          features: fitted.outputs,
          answers,
        };
  return jsonFile(text);
}

function jsonFile(text: object): FormatFile {
  return { path: 'inputs.json', bytes: Buffer.from(`${JSON.stringify(text, null, 2)}\n`) };
}

/** Rows as the inputs of the graph that {@link writeModel} wrote. */
export async function feedsOf(
  rows: readonly unknown[],
  { features, model, signature }: FormatSource,
): Promise<readonly Feed[]> {
  const fitted = features as unknown as FittedFeatures;
  const read = rowsToBatch(rows as readonly JsonObject[], signature.inputs);
  if (!read.ok) throw new Error('golden rows fit their signature');
  if (model.task.kind === 'forecast') return forecastFeeds(model, seriesAfter(model)(read.batch));
  if (unsaidStep(fitted) !== undefined) {
    const { batch } = await decodeBatch(fitted, read.batch, worldOf(undefined));
    const { values } = matrixOf(fitted, batch);
    return [
      { name: 'features', type: 'float', data: cells(values), dims: [rows.length, fitted.width] },
    ];
  }
  return [...read.batch.columns].map(([name, vector]): Feed => {
    const dims = [rows.length, 1];
    return vector.kind === 'string'
      ? { name, type: 'string', data: vector.values.map((value) => value ?? ''), dims }
      : { name, type: 'double', data: cells(vector.values as Float64Array), dims };
  });
}

function cells(values: Float32Array | Float64Array): readonly (number | null)[] {
  return Array.from(values as Iterable<number>, (value) => (Number.isNaN(value) ? null : value));
}

/** What a program that runs a graph says on standard output. */
export interface GraphAnswers {
  /** Null is NaN. */
  readonly answers: readonly (number | null)[];
  /** Of classes. */
  readonly labels?: readonly string[];
  /** Of forecasts with intervals. */
  readonly low?: readonly (number | null)[];
  readonly high?: readonly (number | null)[];
}

/** The outputs of a graph, in their order. */
export function outputsOf({
  model: { intervals, task },
}: Pick<FormatSource, 'model'>): readonly string[] {
  if (task.kind !== 'forecast') return decidesFor(task) ? ['answers', 'label'] : ['answers'];
  return intervals === undefined ? ['answers'] : ['answers', 'low', 'high'];
}
