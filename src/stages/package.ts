import { join } from 'node:path';
import { artifactFile, folderBytes } from '../artifacts/artifact-store.js';
import { JsonFile } from '../artifacts/json-file.js';
import { readSavedModel } from '../artifacts/saved-model.js';
import type { Json, JsonObject } from '../contracts/json.js';
import type { Predictor, Signature } from '../contracts/model.js';
import { mlxVersion } from '../contracts/version.js';
import { openDatabase } from '../data/tables/database.js';
import { readRows } from '../data/tables/read-rows.js';
import { rowsToBatch } from '../data/tables/rows-to-batch.js';
import { type GoldenPrediction, writePackage } from '../delivery/package-folder.js';
import type { Manifest, MetricFigure } from '../delivery/package-manifest.js';
import { predictionsOf } from '../delivery/prediction.js';
import { withHistory } from '../learning/forecasting/history.js';
import type { Evaluation } from '../learning/metrics/evaluation/evaluation.js';
import { defineStage } from '../pipeline/stage.js';
import { evaluated, fittedFeatures, ingested, splitFiles } from './artifact-files.js';
import { goldenValues, wholeSeries } from './forecast/package-history.js';
import { forecastWish } from './forecast/settle-forecast.js';
import { composePredictor, signatureOf } from './load-predictor.js';
import { shapedInputs } from './shaped-inputs.js';
import { sampleWords } from './tell-of-sample.js';

const manifestFile = new JsonFile<Pick<Manifest, 'lineage'>>('manifest.json');

/** Puts model, preprocessing, signature and proof into one folder that predicts. */
export const packageModel = defineStage({
  name: 'package',
  summary: 'put model, preprocessing and proof into one folder that predicts',
  needs: ['ingest', 'split', 'train', 'evaluate'],
  version: 1,
  settings: (project) => ({
    name: project.name,
    goldenRows: project.package.golden_rows,
    forecast: project.task.type === 'forecast' ? { ...forecastWish(project.task) } : null,
    mlx: mlxVersion,
    shaped: shapedInputs(project),
  }),

  gate: async (artifact, _project, emit) => {
    const { sample } = (await manifestFile.read(artifact)).lineage;
    if (sample === undefined) return;
    emit({
      type: 'warning',
      text: `The model of this package has learnt from a sample: ${sample}`,
      hint: 'Run again without `--sample` before anyone relies on it',
    });
  },

  async run({ settings, inputs, output, signal }) {
    const trained = await readSavedModel(inputs.train);
    const { forecast } = settings;
    const whole = forecast === null ? undefined : await wholeSeries(forecast, { inputs, signal });
    const model = whole === undefined ? trained : withHistory(trained, whole);
    const fitted = await fittedFeatures.read(inputs.train);
    const { parts } = await artifactFile.read(inputs.ingest);
    const { sample } = await ingested.read(inputs.ingest);
    const { evaluation, verdicts } = await evaluated.read(inputs.evaluate);
    const signature = withShaping(signatureOf(fitted, model), settings.shaped);
    const predictor = composePredictor('golden', fitted, model);
    const request = { signature, count: settings.goldenRows, signal };
    const rows =
      whole === undefined
        ? await goldenRows(join(inputs.split, splitFiles.test), request)
        : goldenValues(whole, trained, settings.goldenRows);
    const manifest = await writePackage(output, {
      facts: {
        name: settings.name,
        family: model.family,
        metrics: figuresOf(evaluation),
        requirements: verdicts.map(({ explanation, passed, value }) => ({
          requirement: explanation,
          passed,
          ...(value !== null && { value }),
        })),
        lineage: {
          stages: await fingerprintsOf(inputs),
          sources: parts.files,
          ...(sample !== undefined && { sample: sampleWords(sample) }),
        },
        mlx: settings.mlx,
      },
      signature,
      features: fitted as unknown as Json,
      model,
      golden: goldenPredictions(rows, predictor),
    });
    return {
      facts: [
        { name: 'version', value: manifest.version },
        { name: 'bytes', value: await folderBytes(output) },
        { name: 'golden predictions', value: rows.length },
      ],
    };
  },
});

function withShaping(signature: Signature, shaped: Readonly<Record<string, string>>): Signature {
  const told = signature.inputs.map((input) => {
    const how = shaped[input.name];
    return how === undefined ? input : { ...input, shaped: how };
  });
  return { ...signature, inputs: told };
}

/** Fingerprint of each artifact the package is made of. */
async function fingerprintsOf(
  inputs: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const entries = Object.entries(inputs).map(async ([stage, folder]) => {
    const { fingerprint } = await artifactFile.read(folder);
    return [stage, fingerprint] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

function figuresOf({ metrics }: Evaluation): Readonly<Record<string, MetricFigure>> {
  const entries = Object.entries(metrics).flatMap(([name, { value, interval }]) => {
    if (value === null) return [];
    const [low, high] = interval ?? [];
    return [[name, { value, ...(low !== undefined && high !== undefined && { low, high }) }]];
  });
  return Object.fromEntries(entries) as Record<string, MetricFigure>;
}

/** The first test rows, as a client would send them. */
async function goldenRows(
  file: string,
  request: { readonly signature: Signature; readonly count: number; readonly signal: AbortSignal },
): Promise<readonly JsonObject[]> {
  await using database = await openDatabase({ signal: request.signal });
  const columns = request.signature.inputs;
  const rows = await readRows(database, file, { columns, from: 0, count: request.count });
  return rows.map((row) =>
    Object.fromEntries(columns.map(({ name }) => [name, row[name] ?? null])),
  );
}

function goldenPredictions(
  rows: readonly JsonObject[],
  predictor: Predictor,
): readonly GoldenPrediction[] {
  const { signature } = predictor;
  const read = rowsToBatch(rows, signature.inputs);
  if (!read.ok)
    throw new Error(`test rows do not fit the signature: ${JSON.stringify(read.problems[0])}`);
  const predictions = predictionsOf(signature, predictor.predict(read.batch));
  return rows.map((row, at) => {
    const expected = predictions[at];
    if (expected === undefined) throw new Error('one prediction per row is needed');
    return { row, expected };
  });
}
