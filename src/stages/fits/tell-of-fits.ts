import type { Emit, StageEvent } from '../../contracts/events.js';
import { figure } from '../../contracts/figure.js';
import type { SavedModel } from '../../contracts/model.js';
import type { Fact } from '../../pipeline/events.js';
import { isModelFile } from '../../project/json-mapping.js';
import type { CandidateResult } from '../artifact-files.js';
import type { DoneFit } from './run-fits.js';

/** Says how the candidates did: notable when there was a choice. */
export function tellOf(candidates: readonly CandidateResult[], metric: string, emit: Emit): void {
  const isNotable = candidates.length > 1;
  for (const { name, model, score, crossValidation, notes } of candidates) {
    const figures = [
      `${score === null ? 'no value' : figure(score)} on validation`,
      ...(crossValidation === undefined
        ? []
        : [`${meanWords(crossValidation)} over ${crossValidation.scores.length} folds`]),
    ];
    emit({ type: 'note', text: `${name}: ${metric} ${figures.join(', ')}`, isNotable });
    // How a model made elsewhere was taken is for the user to look at.
    const isTaken = isModelFile(model);
    for (const text of notes) emit({ type: 'note', text: `${name}: ${text}`, isNotable: isTaken });
  }
}

function meanWords({ mean, sd }: NonNullable<CandidateResult['crossValidation']>): string {
  return `${figure(mean)} ± ${figure(sd)}`;
}

/** A model that has seen more of a class than there is takes it for more likely than it is. */
export function warnOfProbabilities(
  { fit, task, resampled, calibrated }: DoneFit,
  emit: Emit,
): void {
  if (resampled === undefined || calibrated !== undefined) return;
  const { method, before, after } = resampled;
  if (before.every((count, label) => count === after[label])) return;
  emit({
    type: 'warning',
    text: `The probabilities of \`${fit.candidate}\` are not those of \`${task.target}\`: \`${method}\` changed the class shares of the rows it learnt from`,
    hint: 'Set `train.calibrate: isotonic` to have them come true as often as they say',
  });
}

/** A parent may have learnt from any row of the training split. */
export function foldsKnown(parent: string): StageEvent {
  return {
    type: 'warning',
    text: `\`${parent}\` may have learnt from the rows of a fold that judges what goes on from it: means over folds are too good`,
    hint: 'Set `train.cross_validate: false` to choose by the validation split',
  };
}

/** That time or money ended before all fits were done, and what was left out. */
export function budgetUsedUp(
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

/** The model that was gone on from. */
export function parentFacts({ startedFrom }: DoneFit): readonly Fact[] {
  return startedFrom === undefined ? [] : [{ name: 'from', value: startedFrom.from }];
}

/** How the chosen candidate did, on validation and over folds. */
export function scoreFacts(
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

/** How labels are decided, and whether probabilities were calibrated. */
export function decisionFacts(
  { task, calibrated, ...chosen }: DoneFit,
  labelled: Pick<SavedModel, 'decision'> | undefined,
): readonly Fact[] {
  const { decision } = labelled ?? chosen;
  const how = labelled === undefined ? '' : ', out of fold';
  return [
    ...(calibrated === undefined ? [] : [{ name: 'calibrated', value: `${calibrated}${how}` }]),
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
