import type { KeyObject } from 'node:crypto';
import { artifactFile, folderBytes } from '../artifacts/artifact-store.js';
import { readSavedModel } from '../artifacts/saved-model.js';
import type { Emit } from '../contracts/events.js';
import type { Series } from '../contracts/forecast.js';
import type { Json, JsonObject } from '../contracts/json.js';
import type { Predictor, SavedModel } from '../contracts/model.js';
import { mlxVersion } from '../contracts/version.js';
import type { StepSettings } from '../data/steps/user-step.js';
import { openDatabase } from '../data/tables/database.js';
import { type GoldenPrediction, openPackage, writePackage } from '../delivery/package-folder.js';
import { keyringOf, signingKey } from '../delivery/signing/keyring.js';
import { withHistory } from '../learning/forecasting/history.js';
import { defineStage, type Machine } from '../pipeline/stage.js';
import type { Project } from '../project/project.js';
import { divided, evaluated, fittedFeatures, ingested, training } from './artifact-files.js';
import { carriedSteps } from './carried-steps.js';
import { wholeSeries } from './forecast/package-history.js';
import { type ForecastWish, forecastWish } from './forecast/settle-forecast.js';
import { parityWords, writeFormatsInside } from './formats/package-formats.js';
import { asPackaged, goldenOfPackage } from './golden-of-package.js';
import { goldenPredictions, largestDifference } from './golden-predictions.js';
import { composePredictor } from './load-predictor.js';
import { fingerprintsOf, packageFacts } from './package-facts.js';
import { type PackagedInputs, packagedInputs } from './packaged-inputs.js';
import { shapedInputs } from './shaped-inputs.js';
import { smallerPackage } from './smaller/smaller-package.js';
import { type SmallerSettings, smallerSettings } from './smaller/smaller-settings.js';

/** Puts model, preprocessing, signature and proof into one folder that predicts. */
export const packageModel = defineStage({
  name: 'package',
  summary: 'put model, preprocessing and proof into one folder that predicts',
  needs: ['ingest', 'split', 'train', 'evaluate'],
  version: 5,
  settings: (project) => ({
    name: project.name,
    goldenRows: project.package.golden_rows,
    ...(project.package.sign !== undefined && { sign: project.package.sign }),
    forecast: project.task.type === 'forecast' ? { ...forecastWish(project.task) } : null,
    mlx: mlxVersion,
    ...(project.about !== undefined && { about: { ...project.about } }),
    shaped: shapedInputs(project),
    columns: project.ingest.columns,
    protects: protectsOf(project),
    target: project.task.target ?? null,
    steps: project.ingest.steps as readonly (JsonObject & StepSettings)[],
    ...smallerSettings(project),
    ...(Object.keys(project.package.formats).length > 0 && {
      formats: project.package.formats as Readonly<Record<string, JsonObject>>,
    }),
  }),

  gate: async (artifact, _project, emit) => {
    const { sample } = (await openPackage(artifact)).manifest.lineage;
    if (sample === undefined) return;
    emit({
      type: 'warning',
      text: `The model of this package has learnt from a sample: ${sample}`,
      hint: 'Run again without `--sample` before anyone relies on it',
    });
  },

  async run({ settings, inputs, output, scratch, projectDir, signal, emit, machine }) {
    const key = await keyFor(settings, machine);
    const { trained, model, whole } = await modelToPackage(settings.forecast, { inputs, signal });
    const fitted = await fittedFeatures.read(inputs.train);
    const { parts } = await artifactFile.read(inputs.ingest);
    const table = await ingested.read(inputs.ingest);
    const trainedFacts = await training.read(inputs.train);
    const judged = await evaluated.read(inputs.evaluate);
    await using database = await openDatabase({ signal });
    const plain = await composePredictor('golden', fitted, model);
    const steps = await carriedSteps(settings.steps, { table, projectDir, emit });
    const packaged = await packagedInputs(plain.signature.inputs, {
      ...{ table, settings, steps, database },
    });
    tellOfGiven(packaged, emit);
    const signature = { ...plain.signature, inputs: packaged.inputs };
    const { shaping } = packaged;
    const askedOf = (asked: Predictor): Promise<Predictor> =>
      asPackaged(asked, { signature, shaping, database });
    const goldenOfFull = await goldenOfPackage(await askedOf(plain), {
      ...{ packaged, trained, whole, table, projectDir, database },
      ...{ splitDir: inputs.split, count: settings.goldenRows },
    });
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
        facts: packageFacts(settings, {
          ...{ family: model.family, judged, smaller, table },
          ...{ stages: await fingerprintsOf(inputs), sources: parts.files },
          ...{ parent: trainedFacts.startedFrom, split: await divided.read(inputs.split) },
        }),
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

/** What privacy does to columns: whether it does anything, and how it makes them less exact, but no key. */
function protectsOf({ ingest }: Project): Readonly<Record<string, JsonObject>> {
  return Object.fromEntries(
    Object.entries(ingest.privacy.columns).map(([name, { action, ...how }]) => [
      name,
      action === 'generalise' ? { action, ...(how as JsonObject) } : { action },
    ]),
  );
}

/** The key that signs, when the project names one. */
async function keyFor(
  { sign }: { readonly sign?: string },
  { environment }: Machine,
): Promise<KeyObject | undefined> {
  return sign === undefined ? undefined : signingKey(sign, keyringOf(environment));
}

/** The model as it was trained, and as it is packaged: one of forecasts with all values up to the end of the data. */
async function modelToPackage(
  forecast: ForecastWish | null,
  {
    inputs,
    signal,
  }: {
    readonly inputs: Readonly<Record<'ingest' | 'split' | 'train', string>>;
    readonly signal: AbortSignal;
  },
): Promise<{
  readonly trained: SavedModel;
  readonly model: SavedModel;
  readonly whole: readonly Series[] | undefined;
}> {
  const trained = await readSavedModel(inputs.train);
  if (forecast === null) return { trained, model: trained, whole: undefined };
  const whole = await wholeSeries(forecast, { inputs, signal });
  return { trained, model: withHistory(trained, whole), whole };
}

/** Says which columns a row to predict for has to hold as ingest leaves them. */
function tellOfGiven({ inputs, shaping }: PackagedInputs, emit: Emit): void {
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
