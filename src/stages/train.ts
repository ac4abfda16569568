import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readSavedModel, savedModelFiles, writeSavedModel } from '../artifacts/saved-model.js';
import type { JsonObject } from '../contracts/json.js';
import type { SavedModel } from '../contracts/model.js';
import type { Fold } from '../data/splits/folds/fold.js';
import { outerFolds } from '../data/splits/folds/read-folds.js';
import { learningStage } from '../learning/learning-version.js';
import type { Fact } from '../pipeline/events.js';
import { defineStage, type StageResult } from '../pipeline/stage.js';
import type { Project } from '../project/project.js';
import { divided, fittedFeatures, training } from './artifact-files.js';
import { minutesToLearn } from './fits/budget.js';
import { compareCandidates } from './fits/compare-candidates.js';
import type { Fit } from './fits/fit.js';
import { labelledOutOfFold, readLeftOut } from './fits/left-out.js';
import { type DoneFit, runFits } from './fits/run-fits.js';
import {
  budgetUsedUp,
  decisionFacts,
  foldsKnown,
  parentFacts,
  scoreFacts,
  tellOf,
  warnOfProbabilities,
} from './fits/tell-of-fits.js';
import {
  filesOfLearning,
  type LearningSettings,
  labelsOf,
  learningSettings,
} from './learning-settings.js';
import { withTensorboard } from './tensorboard.js';
import { placedAt } from './tuning/points.js';
import { type Tuning, tuning } from './tuning/tuning-artifact.js';
import { familyName, fileOf } from './user-models/custom-model.js';

/** Fits every candidate on the training split and keeps the best on validation, or over folds. */
export const train = defineStage({
  name: 'train',
  summary: 'fit the candidates and keep the best on validation',
  needs: ['ingest', 'split', 'tune'],
  version: learningStage(2),
  settings: (project: Project) => ({
    ...learningSettings(project),
    crossValidate: project.train.cross_validate ?? project.split.folds !== undefined,
    parallel: project.train.parallel,
    tensorboard: project.train.tensorboard,
    minutes: minutesToLearn(project),
  }),
  files: (settings, projectDir) => filesOfLearning(settings, projectDir),

  async run(job) {
    const { settings, inputs, output, emit } = job;
    const { crossValidate, parallel, minutes, tensorboard, ...written } = settings;
    const found = await foundBy(inputs);
    const tuned = bestIn(found);
    const learning = { ...written, candidates: withTuned(written, tuned) };
    const folds = crossValidate ? await foldsOf(inputs.split) : [];
    const fits = plannedFits(written, { folds, found });

    const deadline = minutes === null ? null : Date.now() + minutes * 60_000;
    const curves = { wish: tensorboard, projectDir: job.projectDir, now: Date.now };
    const world = { ...job, emit: withTensorboard(emit, curves) };
    const done = await runFits(fits, { learning, parallel, deadline }, world);
    const { candidates, chosen, chosenBy } = compareCandidates(done, {
      folds: folds.length,
      tuned,
    });
    const tried = new Set(candidates.map(({ name }) => name));
    const planned = new Set(fits.map(({ candidate }) => candidate));
    const untried = [...planned].filter((name) => !tried.has(name));

    for (const name of [...savedModelFiles, fittedFeatures.name]) {
      await copyFile(join(chosen.folder, name), join(output, name));
    }
    const labelled = await outOfFold(chosen, { done, folds: folds.length, learning, output });
    const { task, metric, baseline, features } = chosen;
    await training.write(output, {
      ...{ task, metric, chosen: chosen.fit.candidate, chosenBy, candidates, untried },
      features: { columns: features.columns, dropped: features.dropped },
      baseline,
      ...(chosen.startedFrom !== undefined && { startedFrom: chosen.startedFrom }),
    });

    if (settings.startFrom !== null && folds.length > 0) emit(foldsKnown(settings.startFrom));
    tellOf(candidates, metric, emit);
    warnOfProbabilities(chosen, emit);
    if (done.length < fits.length) emit(budgetUsedUp(untried, { chosenBy, folds: folds.length }));
    return {
      facts: [
        { name: 'model', value: `${chosen.fit.candidate} (${familyName(chosen.fit.settings)})` },
        ...parentFacts(chosen),
        ...scoreFacts(candidates, { chosen: chosen.fit.candidate, metric }),
        ...(task.kind === 'forecast' ? [] : [readFact(chosen)]),
        ...decisionFacts(chosen, labelled),
      ],
      ...computeOf(done),
    };
  },
});

/** What the model reads: features, or columns of the table if it was made elsewhere. */
function readFact({ fit, features }: DoneFit): Fact {
  return fileOf(fit.settings) === undefined
    ? { name: 'features', value: features.width }
    : { name: 'columns', value: features.columns.length };
}

/** First every candidate on the splits, so that there is a model whenever the time is over; then fold by fold. */
function plannedFits(
  written: LearningSettings,
  { folds, found }: { readonly folds: readonly Fold[]; readonly found: Tuning | undefined },
): readonly Fit[] {
  const candidates = Object.entries(written.candidates).filter(
    ([name]) => found?.decides !== true || name === found.winner.candidate,
  );
  const on = (fold: Fold | null): Fit[] =>
    candidates.map(([candidate, settings]) => {
      const placed = placedAt(written, settings, found?.best[candidate] ?? {});
      const { shared } = placed;
      const differs = Object.keys(shared).length > 0 && { shared };
      return { candidate, settings: placed.settings, fold, ...differs };
    });
  return [...on(null), ...folds.flatMap(on)];
}

function withTuned(
  written: LearningSettings,
  tuned: Readonly<Record<string, JsonObject>>,
): LearningSettings['candidates'] {
  const entries = Object.entries(written.candidates).map(
    ([name, settings]) => [name, placedAt(written, settings, tuned[name] ?? {}).settings] as const,
  );
  return Object.fromEntries(entries);
}

/** Fits calibration and threshold of the chosen model on what its folds said, when all of them were done; else it stays as it is. */
async function outOfFold(
  { fit }: DoneFit,
  {
    done,
    folds,
    learning,
    output,
  }: {
    readonly done: readonly DoneFit[];
    readonly folds: number;
    readonly learning: LearningSettings;
    readonly output: string;
  },
): Promise<Pick<SavedModel, 'decision'> | undefined> {
  const own = done.filter((each) => each.fit.fold !== null && each.fit.candidate === fit.candidate);
  const isWhole = folds > 0 && own.length === folds && own.every(({ calibrated }) => calibrated);
  if (!isWhole) return undefined;
  const said = await Promise.all(own.map(({ folder }) => readLeftOut(folder)));
  const model = labelledOutOfFold(
    await readSavedModel(output),
    said,
    labelsOf({ ...learning, ...fit.shared }),
  );
  await writeSavedModel(output, model);
  return model;
}

function bestIn(found: Tuning | undefined): Readonly<Record<string, JsonObject>> {
  return found?.best ?? {};
}

async function foundBy(
  inputs: Readonly<Partial<Record<'tune', string>>>,
): Promise<Tuning | undefined> {
  return inputs.tune === undefined ? undefined : tuning.read(inputs.tune);
}

async function foldsOf(folder: string): Promise<readonly Fold[]> {
  const { folds } = await divided.read(folder);
  return folds === undefined ? [] : outerFolds(folds);
}

/** What the model that goes on was computed on; else what any of them was. */
function computeOf(done: readonly DoneFit[]): Pick<StageResult, 'compute'> {
  const used = done.find(({ compute }) => compute !== null)?.compute;
  return used ? { compute: used } : {};
}
