import { join } from 'node:path';
import { artifactFile, folderBytes } from '../artifacts/artifact-store.js';
import { JsonFile } from '../artifacts/json-file.js';
import { readSavedModel } from '../artifacts/saved-model.js';
import type { Emit } from '../contracts/events.js';
import type { Json, JsonObject } from '../contracts/json.js';
import { mlxVersion } from '../contracts/version.js';
import { rawRow } from '../data/columns/raw-row.js';
import { bytesOfCell } from '../data/images/image-cell.js';
import type { IngestResult } from '../data/ingest-request.js';
import type { SplitResult } from '../data/split-table.js';
import { type Database, openDatabase } from '../data/tables/database.js';
import { readRows } from '../data/tables/read-rows.js';
import { type GoldenPrediction, writePackage } from '../delivery/package-folder.js';
import type { DataFacts, Manifest, MetricFigure } from '../delivery/package-manifest.js';
import { keyringOf, signingKey } from '../delivery/signing/keyring.js';
import { withHistory } from '../learning/forecasting/history.js';
import type { Evaluation } from '../learning/metrics/evaluation/evaluation.js';
import { defineStage } from '../pipeline/stage.js';
import {
  divided,
  evaluated,
  fittedFeatures,
  ingested,
  splitFiles,
  training,
} from './artifact-files.js';
import { goldenValues, wholeSeries } from './forecast/package-history.js';
import { forecastWish } from './forecast/settle-forecast.js';
import { parityWords, writeFormatsInside } from './formats/package-formats.js';
import { emptyRow, goldenForecasts, goldenPredictions } from './golden-predictions.js';
import { composePredictor, shapedFirst } from './load-predictor.js';
import { type PackagedInputs, packagedInputs } from './packaged-inputs.js';
import { shapedInputs } from './shaped-inputs.js';
import { sampleWords } from './tell-of-sample.js';

const manifestFile = new JsonFile<Pick<Manifest, 'lineage'>>('manifest.json');

/** Puts model, preprocessing, signature and proof into one folder that predicts. */
export const packageModel = defineStage({
  name: 'package',
  summary: 'put model, preprocessing and proof into one folder that predicts',
  needs: ['ingest', 'split', 'train', 'evaluate'],
  version: 3,
  settings: (project) => ({
    name: project.name,
    goldenRows: project.package.golden_rows,
    ...(project.package.sign !== undefined && { sign: project.package.sign }),
    forecast: project.task.type === 'forecast' ? { ...forecastWish(project.task) } : null,
    mlx: mlxVersion,
    ...(project.about !== undefined && { about: { ...project.about } }),
    shaped: shapedInputs(project),
    columns: project.ingest.columns,
    kept: Object.keys(project.ingest.privacy.columns),
    steps: project.ingest.steps.length,
    ...(Object.keys(project.package.formats).length > 0 && {
      formats: project.package.formats as Readonly<Record<string, JsonObject>>,
    }),
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

  async run({ settings, inputs, output, projectDir, signal, emit, machine }) {
    const { sign } = settings;
    const key =
      sign === undefined ? undefined : await signingKey(sign, keyringOf(machine.environment));
    const trained = await readSavedModel(inputs.train);
    const { forecast } = settings;
    const whole = forecast === null ? undefined : await wholeSeries(forecast, { inputs, signal });
    const model = whole === undefined ? trained : withHistory(trained, whole);
    const fitted = await fittedFeatures.read(inputs.train);
    const { parts } = await artifactFile.read(inputs.ingest);
    const table = await ingested.read(inputs.ingest);
    const { sample } = table;
    const { startedFrom } = await training.read(inputs.train);
    const { evaluation, verdicts } = await evaluated.read(inputs.evaluate);
    await using database = await openDatabase({ signal });
    const plain = await composePredictor('golden', fitted, model);
    const packaged = await packagedInputs(plain.signature.inputs, { table, settings, database });
    tellOfGiven(packaged, settings.steps, emit);
    const signature = { ...plain.signature, inputs: packaged.inputs };
    const { shaping } = packaged;
    const predictor = { ...plain, signature, ...(await shapedFirst(shaping, plain, database)) };
    const golden =
      whole === undefined
        ? await goldenOfRows()
        : await goldenForecasts(
            goldenValues(whole, trained, settings.goldenRows).map((row) =>
              shaping === undefined ? row : rawRow(shaping, row),
            ),
            predictor,
          );

    async function goldenOfRows(): Promise<readonly GoldenPrediction[]> {
      const rows = await goldenRows(
        join(inputs.split, splitFiles.test),
        { ...packaged, table, projectDir, count: settings.goldenRows },
        database,
      );
      const some = await goldenPredictions(rows, predictor);
      return some.length > 0 ? some : goldenPredictions([emptyRow(signature)], predictor);
    }

    const manifest = await writePackage(
      output,
      {
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
            ...(startedFrom !== undefined && { parent: startedFrom }),
            ...(sample !== undefined && { sample: sampleWords(sample) }),
          },
          ...(settings.about !== undefined && { about: settings.about }),
          data: dataFacts(table, await divided.read(inputs.split), evaluation),
          mlx: settings.mlx,
        },
        signature,
        features: fitted as unknown as Json,
        ...(shaping !== undefined && { shaping: shaping as unknown as Json }),
        ...{ model, golden },
      },
      key,
    );
    const formats = await writeFormatsInside(output, settings.formats ?? {}, {
      projectDir,
      cacheDir: machine.cacheDir,
      signal,
    });
    return {
      facts: [
        { name: 'version', value: manifest.version },
        { name: 'bytes', value: await folderBytes(output) },
        { name: 'golden predictions', value: golden.length },
        ...formats.map((each) => ({ name: each.format, value: parityWords(each) })),
      ],
    };
  },
});

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

function dataFacts(table: IngestResult, split: SplitResult, evaluation: Evaluation): DataFacts {
  return {
    rows: table.table.rows,
    splits: { ...split.rows },
    strategy: split.strategy,
    quarantined: table.quarantined,
    warnings: [
      ...table.warnings,
      ...split.audit.findings.flatMap(({ level, text }) => (level === 'warning' ? [text] : [])),
    ],
    measured: { rows: evaluation.rows, resamples: evaluation.resamples },
  };
}

function figuresOf({ metrics }: Evaluation): Readonly<Record<string, MetricFigure>> {
  const entries = Object.entries(metrics).flatMap(([name, { value, interval }]) => {
    if (value === null) return [];
    const [low, high] = interval ?? [];
    return [[name, { value, ...(low !== undefined && high !== undefined && { low, high }) }]];
  });
  return Object.fromEntries(entries) as Record<string, MetricFigure>;
}

interface Golden extends PackagedInputs {
  readonly table: IngestResult;
  readonly projectDir: string;
  readonly count: number;
}

/** The first test rows, as a client would send them. */
async function goldenRows(
  file: string,
  { inputs, shaping, table, projectDir, count }: Golden,
  database: Database,
): Promise<readonly JsonObject[]> {
  const names = shaping?.raw.map(({ as }) => as) ?? inputs.map(({ name }) => name);
  const columns = table.columns.filter(({ name }) => names.includes(name));
  const rows = await readRows(database, file, { columns, from: 0, count });
  const images = columns.filter(({ type }) => type === 'image').map(({ name }) => name);
  return Promise.all(
    rows.map(async (row) => {
      const kept: Record<string, Json> = {};
      for (const name of names) kept[name] = row[name] ?? null;
      for (const name of images) kept[name] = await carriedImage(row[name], projectDir);
      return shaping === undefined ? kept : rawRow(shaping, kept);
    }),
  );
}

/** A package carries its images with it; what cannot be read is missing, as it was in the evaluation. */
async function carriedImage(cell: Json | undefined, projectDir: string): Promise<string | null> {
  if (typeof cell !== 'string') return null;
  const bytes = await bytesOfCell(cell, projectDir).catch(() => undefined);
  return bytes === undefined ? null : Buffer.from(bytes).toString('base64');
}

/** Says which columns a row to predict for has to hold as ingest leaves them. */
function tellOfGiven({ inputs, shaping }: PackagedInputs, steps: number, emit: Emit): void {
  if (steps > 0) {
    const text = 'Rows to predict for must hold every column as `ingest.steps` leave it';
    emit({ type: 'note', text, isNotable: true });
  }
  for (const { name, shaped } of inputs) {
    if (shaped === undefined) continue;
    const text = `Rows to predict for must hold \`${name}\` as ingest leaves it: ${shaped}`;
    emit({ type: 'note', text, isNotable: true });
  }
  if (shaping !== undefined) {
    const names = shaping.raw.flatMap(({ name, given }) => (given ? [] : [`\`${name}\``]));
    emit({
      type: 'note',
      text: `Rows to predict for hold what the sources do: ${names.join(', ')}`,
    });
  }
}
