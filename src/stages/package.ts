import { join } from 'node:path';
import { artifactFile, folderBytes } from '../artifacts/artifact-store.js';
import { JsonFile } from '../artifacts/json-file.js';
import { readSavedModel } from '../artifacts/saved-model.js';
import type { Emit } from '../contracts/events.js';
import type { Json, JsonObject } from '../contracts/json.js';
import type { Predictor, SavedModel } from '../contracts/model.js';
import { mlxVersion } from '../contracts/version.js';
import { rawRow } from '../data/columns/raw-row.js';
import type { IngestResult } from '../data/ingest-request.js';
import type { SplitResult } from '../data/split-table.js';
import { openDatabase } from '../data/tables/database.js';
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
import {
  emptyRow,
  goldenForecasts,
  goldenPredictions,
  largestDifference,
} from './golden-predictions.js';
import { goldenRows } from './golden-rows.js';
import { composePredictor, shapedFirst } from './load-predictor.js';
import { type PackagedInputs, packagedInputs } from './packaged-inputs.js';
import { shapedInputs } from './shaped-inputs.js';
import { smallerPackage } from './smaller/smaller-package.js';
import { type SmallerSettings, smallerSettings } from './smaller/smaller-settings.js';
import { sampleWords } from './tell-of-sample.js';

const manifestFile = new JsonFile<Pick<Manifest, 'lineage'>>('manifest.json');

/** Puts model, preprocessing, signature and proof into one folder that predicts. */
export const packageModel = defineStage({
  name: 'package',
  summary: 'put model, preprocessing and proof into one folder that predicts',
  needs: ['ingest', 'split', 'train', 'evaluate'],
  version: 4,
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
    ...smallerSettings(project),
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

  async run({ settings, inputs, output, scratch, projectDir, signal, emit, machine }) {
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
    const trainedFacts = await training.read(inputs.train);
    const { evaluation, verdicts } = await evaluated.read(inputs.evaluate);
    await using database = await openDatabase({ signal });
    const plain = await composePredictor('golden', fitted, model);
    const packaged = await packagedInputs(plain.signature.inputs, { table, settings, database });
    tellOfGiven(packaged, settings.steps, emit);
    const signature = { ...plain.signature, inputs: packaged.inputs };
    const { shaping } = packaged;
    const askedOf = async (asked: Predictor): Promise<Predictor> => ({
      ...{ ...asked, signature },
      ...(await shapedFirst(shaping, asked, database)),
    });
    const predictor = await askedOf(plain);
    const goldenOfFull =
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

    const goldenOf = async (smaller: SavedModel): Promise<readonly GoldenPrediction[]> =>
      goldenPredictions(
        goldenOfFull.map(({ row }) => row),
        await askedOf(await composePredictor('golden', fitted, smaller)),
      );
    const smaller =
      settings.smaller &&
      (await smallerPackage(settings.smaller as unknown as SmallerSettings, {
        ...{ model, fitted, trained: trainedFacts, columns: table.columns, splitDir: inputs.split },
        ...{ output, scratch, projectDir, machine, signal, emit },
        goldenDifference: async (other) =>
          largestDifference(model.task, goldenOfFull, await goldenOf(other)),
      }));
    const golden = smaller ? await goldenOf(smaller.model) : goldenOfFull;
    const manifest = await writePackage(
      output,
      {
        facts: {
          name: settings.name,
          family: model.family,
          metrics: figuresOf(smaller?.evaluation ?? evaluation),
          requirements: (smaller?.verdicts ?? verdicts).map(({ explanation, passed, value }) => ({
            requirement: explanation,
            passed,
            ...(value !== null && { value }),
          })),
          lineage: {
            stages: await fingerprintsOf(inputs),
            sources: parts.files,
            ...(trainedFacts.startedFrom && { parent: trainedFacts.startedFrom }),
            ...(sample !== undefined && { sample: sampleWords(sample) }),
          },
          ...(settings.about !== undefined && { about: settings.about }),
          ...(smaller && { smaller: smaller.facts }),
          data: dataFacts(table, await divided.read(inputs.split), evaluation),
          mlx: settings.mlx,
        },
        signature,
        features: fitted as unknown as Json,
        ...(shaping !== undefined && { shaping: shaping as unknown as Json }),
        ...{ model: smaller?.model ?? model, golden },
      },
      key,
    );
    const formats = await writeFormatsInside(output, settings.formats ?? {}, {
      ...{ projectDir, cacheDir: machine.cacheDir },
      ...{ environment: machine.environment, signal },
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
