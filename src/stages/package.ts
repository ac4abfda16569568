import { join } from 'node:path';
import { artifactFile, folderBytes } from '../artifacts/artifact-store.js';
import { JsonFile } from '../artifacts/json-file.js';
import { readSavedModel } from '../artifacts/saved-model.js';
import type { Json, JsonObject } from '../contracts/json.js';
import type { Predictor, Signature } from '../contracts/model.js';
import { mlxVersion } from '../contracts/version.js';
import { bytesOfCell } from '../data/images/image-cell.js';
import { openDatabase } from '../data/tables/database.js';
import { readRows } from '../data/tables/read-rows.js';
import { rowsToBatch } from '../data/tables/rows-to-batch.js';
import { type GoldenPrediction, writePackage } from '../delivery/package-folder.js';
import type { Manifest, MetricFigure } from '../delivery/package-manifest.js';
import { predictionsOf } from '../delivery/prediction.js';
import type { Evaluation } from '../learning/metrics/evaluation/evaluation.js';
import { defineStage } from '../pipeline/stage.js';
import { evaluated, fittedFeatures, ingested, splitFiles } from './artifact-files.js';
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

  async run({ settings, inputs, output, projectDir, signal }) {
    const model = await readSavedModel(inputs.train);
    const fitted = await fittedFeatures.read(inputs.train);
    const { parts } = await artifactFile.read(inputs.ingest);
    const { sample } = await ingested.read(inputs.ingest);
    const { evaluation, verdicts } = await evaluated.read(inputs.evaluate);
    const signature = withShaping(signatureOf(fitted, model), settings.shaped);
    const predictor = composePredictor('golden', fitted, model);
    const rows = await goldenRows(join(inputs.split, splitFiles.test), {
      signature,
      count: settings.goldenRows,
      projectDir,
      signal,
    });
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
      golden: await goldenPredictions(rows, predictor),
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
  request: {
    readonly signature: Signature;
    readonly count: number;
    readonly projectDir: string;
    readonly signal: AbortSignal;
  },
): Promise<readonly JsonObject[]> {
  await using database = await openDatabase({ signal: request.signal });
  const columns = request.signature.inputs;
  const rows = await readRows(database, file, { columns, from: 0, count: request.count });
  const images = columns.filter(({ type }) => type === 'image').map(({ name }) => name);
  return await Promise.all(
    rows.map(async (row) => {
      const kept: Record<string, Json> = {};
      for (const { name } of columns) kept[name] = row[name] ?? null;
      for (const name of images) kept[name] = await carriedImage(row[name], request.projectDir);
      return kept;
    }),
  );
}

/** A package carries its images with it; what cannot be read is missing, as it was in the evaluation. */
async function carriedImage(cell: Json | undefined, projectDir: string): Promise<string | null> {
  if (typeof cell !== 'string') return null;
  const bytes = await bytesOfCell(cell, projectDir).catch(() => undefined);
  return bytes === undefined ? null : Buffer.from(bytes).toString('base64');
}

async function goldenPredictions(
  given: readonly JsonObject[],
  predictor: Predictor,
): Promise<readonly GoldenPrediction[]> {
  const { signature } = predictor;
  const rows = await withoutBroken(given, predictor);
  const read = rowsToBatch(rows, signature.inputs);
  if (!read.ok)
    throw new Error(`test rows do not fit the signature: ${JSON.stringify(read.problems[0])}`);
  const ready = (await predictor.prepare?.(read.batch)) ?? read;
  if (!('batch' in ready)) throw new Error('broken images were taken out');
  const predictions = predictionsOf(signature, predictor.predict(ready.batch));
  return rows.map((row, at) => {
    const expected = predictions[at];
    if (expected === undefined) throw new Error('one prediction per row is needed');
    return { row, expected };
  });
}

/** The rows without those whose images are broken: nobody could send them. */
async function withoutBroken(
  rows: readonly JsonObject[],
  predictor: Predictor,
): Promise<readonly JsonObject[]> {
  const read = rowsToBatch(rows, predictor.signature.inputs);
  if (!read.ok) return rows;
  const ready = await predictor.prepare?.(read.batch);
  if (ready === undefined || 'batch' in ready) return rows;
  const broken = new Set(ready.problems.map(({ row }) => row));
  return rows.filter((_, row) => !broken.has(row));
}
