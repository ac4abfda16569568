import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { savedModelFiles } from '../artifacts/saved-model.js';
import type { Emit, StageEvent } from '../contracts/events.js';
import type { JsonObject } from '../contracts/json.js';
import type { Fold } from '../data/splits/folds/fold.js';
import { outerFolds } from '../data/splits/folds/read-folds.js';
import type { Fact } from '../pipeline/events.js';
import { defineStage, type StageResult } from '../pipeline/stage.js';
import type { Project } from '../project/project.js';
import {
  type CandidateResult,
  divided,
  fittedFeatures,
  training,
  tuning,
} from './artifact-files.js';
import { minutesToLearn } from './fits/budget.js';
import { compareCandidates } from './fits/compare-candidates.js';
import type { Fit } from './fits/fit.js';
import { type DoneFit, runFits } from './fits/run-fits.js';
import { type LearningSettings, learningSettings, withParams } from './learning.js';

/** Fits every candidate on the training split and keeps the best on validation, or over folds. */
export const train = defineStage({
  name: 'train',
  summary: 'fit the candidates and keep the best on validation',
  needs: ['ingest', 'split', 'tune'],
  version: 2,
  settings: (project: Project) => ({
    ...learningSettings(project),
    crossValidate: project.train.cross_validate ?? project.split.folds !== undefined,
    parallel: project.train.parallel,
    minutes: minutesToLearn(project),
  }),

  async run(job) {
    const { settings, inputs, output, emit } = job;
    const { crossValidate, parallel, minutes, ...written } = settings;
    const tuned = await tunedParams(inputs);
    const learning = { ...written, candidates: withTuned(written.candidates, tuned) };
    const folds = crossValidate ? await foldsOf(inputs.split) : [];
    const fits = plannedFits(learning, folds);

    const deadline = minutes === null ? null : Date.now() + minutes * 60_000;
    const done = await runFits(fits, { learning, parallel, deadline }, job);
    const { candidates, chosen, chosenBy } = compareCandidates(done, {
      folds: folds.length,
      tuned,
    });
    const tried = new Set(candidates.map(({ name }) => name));
    const untried = Object.keys(learning.candidates).filter((name) => !tried.has(name));

    for (const name of [...savedModelFiles, fittedFeatures.name]) {
      await copyFile(join(chosen.folder, name), join(output, name));
    }
    const { task, metric, baseline, features } = chosen;
    await training.write(output, {
      ...{ task, metric, chosen: chosen.fit.candidate, chosenBy, candidates, untried },
      features: { columns: features.columns, dropped: features.dropped },
      baseline,
    });

    tellOf(candidates, metric, emit);
    warnOfProbabilities(chosen, emit);
    if (done.length < fits.length) emit(budgetUsedUp(untried, { chosenBy, folds: folds.length }));
    return {
      facts: [
        { name: 'model', value: `${chosen.fit.candidate} (${chosen.fit.settings.model})` },
        ...scoreFacts(candidates, { chosen: chosen.fit.candidate, metric }),
        ...(task.kind === 'forecast' ? [] : [{ name: 'features', value: features.width }]),
        ...decisionFacts(chosen),
      ],
      ...computeOf(done),
    };
  },
});

/** First every candidate on the splits, so that there is a model whenever the time is over; then fold by fold. */
function plannedFits({ candidates }: LearningSettings, folds: readonly Fold[]): readonly Fit[] {
  const on = (fold: Fold | null): Fit[] =>
    Object.entries(candidates).map(([candidate, settings]) => ({ candidate, settings, fold }));
  return [...on(null), ...folds.flatMap(on)];
}

function withTuned(
  candidates: LearningSettings['candidates'],
  tuned: Readonly<Record<string, JsonObject>>,
): LearningSettings['candidates'] {
  const entries = Object.entries(candidates).map(
    ([name, settings]) => [name, withParams(settings, tuned[name] ?? {})] as const,
  );
  return Object.fromEntries(entries);
}

/** A model that has seen more of a class than there is takes it for more likely than it is. */
function warnOfProbabilities({ fit, task, resampled, calibrated }: DoneFit, emit: Emit): void {
  if (resampled === undefined || calibrated !== undefined) return;
  const { method, before, after } = resampled;
  if (before.every((count, label) => count === after[label])) return;
  emit({
    type: 'warning',
    text: `The probabilities of \`${fit.candidate}\` are not those of \`${task.target}\`: \`${method}\` changed the class shares of the rows it learnt from`,
    hint: 'Set `train.calibrate: isotonic` to have them come true as often as they say',
  });
}

function decisionFacts({ task, decision, calibrated }: DoneFit): readonly Fact[] {
  return [
    ...(calibrated === undefined ? [] : [{ name: 'calibrated', value: calibrated }]),
    ...(decision?.threshold === undefined
      ? []
      : [
          {
            name:
              task.kind === 'anomaly'
                ? 'flagged from score'
                : `\`${task.classes[1]}\` from probability`,
            value: decision.threshold,
          },
        ]),
    ...(decision === undefined ? [] : [{ name: 'chosen for', value: decision.why }]),
  ];
}

async function tunedParams(
  inputs: Readonly<Partial<Record<'tune', string>>>,
): Promise<Readonly<Record<string, JsonObject>>> {
  return inputs.tune === undefined ? {} : (await tuning.read(inputs.tune)).best;
}

async function foldsOf(folder: string): Promise<readonly Fold[]> {
  const { folds } = await divided.read(folder);
  return folds === undefined ? [] : outerFolds(folds);
}

/** Says how the candidates did: notable when there was a choice. */
function tellOf(candidates: readonly CandidateResult[], metric: string, emit: Emit): void {
  const isNotable = candidates.length > 1;
  for (const { name, score, crossValidation, notes } of candidates) {
    const figures = [
      `${score === null ? 'no value' : significant(score)} on validation`,
      ...(crossValidation === undefined
        ? []
        : [`${meanWords(crossValidation)} over ${crossValidation.scores.length} folds`]),
    ];
    emit({ type: 'note', text: `${name}: ${metric} ${figures.join(', ')}`, isNotable });
    for (const text of notes) emit({ type: 'note', text: `${name}: ${text}` });
  }
}

function meanWords({ mean, sd }: NonNullable<CandidateResult['crossValidation']>): string {
  return `${significant(mean)} ± ${significant(sd, 2)}`;
}

function significant(value: number, digits = 4): string {
  return String(Number(value.toPrecision(digits)));
}

function budgetUsedUp(
  untried: readonly string[],
  { chosenBy, folds }: { readonly chosenBy: 'validation' | 'folds'; readonly folds: number },
): StageEvent {
  const left =
    untried.length > 0
      ? `${untried.join(', ')} ${untried.length === 1 ? 'was' : 'were'} not tried`
      : '';
  const unfolded =
    folds > 0 && chosenBy === 'validation'
      ? 'not all folds were done, so that the validation split decided'
      : '';
  return {
    type: 'warning',
    text: `The budget for training is used up: ${[left, unfolded].filter((each) => each !== '').join('; ')}`,
    hint: 'Raise `train.budget`, or take out candidates',
  };
}

function scoreFacts(
  candidates: readonly CandidateResult[],
  { chosen, metric }: { readonly chosen: string; readonly metric: string },
): readonly Fact[] {
  const best = candidates.find(({ name }) => name === chosen);
  if (best === undefined) return [];
  return [
    { name: `validation ${metric}`, value: best.score ?? Number.NaN },
    ...(best.crossValidation === undefined
      ? []
      : [
          {
            name: `over ${best.crossValidation.scores.length} folds`,
            value: meanWords(best.crossValidation),
          },
        ]),
  ];
}

/** What the model that goes on was computed on; else what any of them was. */
function computeOf(done: readonly DoneFit[]): Pick<StageResult, 'compute'> {
  const used = done.find(({ compute }) => compute !== null)?.compute;
  return used ? { compute: used } : {};
}
