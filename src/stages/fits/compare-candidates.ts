import type { JsonObject } from '../../contracts/json.js';
import type { CandidateResult, CrossValidation } from '../artifact-files.js';
import { isBetter } from '../fit-candidate.js';
import { familyName, familyParams } from '../user-models/custom-model.js';
import type { DoneFit } from './run-fits.js';

/** How the candidates did, and which goes on. */
export interface Comparison {
  readonly candidates: readonly CandidateResult[];
  readonly chosenBy: 'validation' | 'folds';
  readonly chosen: DoneFit;
}

/**
 * Puts the fits of each candidate together and chooses: by the mean over `folds` folds when all candidates that were tried
 * have been through all of them, else by the validation split. The first of equals is chosen.
 */
export function compareCandidates(
  done: readonly DoneFit[],
  {
    folds,
    tuned,
  }: { readonly folds: number; readonly tuned: Readonly<Record<string, JsonObject>> },
): Comparison {
  const whole = done.filter(({ fit }) => fit.fold === null);
  const candidates = whole.map((each) => {
    const { candidate } = each.fit;
    const own = done.filter(({ fit }) => fit.fold !== null && fit.candidate === candidate);
    return resultOf(each, { tuned: tuned[candidate] ?? {}, folds: own });
  });
  const byFolds =
    folds > 0 &&
    candidates.every(({ crossValidation }) => crossValidation?.scores.length === folds);
  const deciding = candidates.map(({ score, crossValidation }) =>
    byFolds ? (crossValidation?.mean ?? Number.NaN) : (score ?? Number.NaN),
  );
  const [first] = whole;
  if (first === undefined) throw new Error('the schema lets no project without candidates pass');
  let best = 0;
  for (let place = 1; place < deciding.length; place++) {
    const [value, record] = [deciding[place] as number, deciding[best] as number];
    if (isBetter(first, value, record)) best = place;
  }
  return {
    candidates,
    chosenBy: byFolds ? 'folds' : 'validation',
    chosen: whole[best] ?? first,
  };
}

function resultOf(
  { fit, score, epochs, bestEpoch, history, notes, resampled }: DoneFit,
  { tuned, folds }: { readonly tuned: JsonObject; readonly folds: readonly DoneFit[] },
): CandidateResult {
  const { imbalance } = fit.settings;
  const params = { ...familyParams(fit.settings), ...(imbalance !== undefined && { imbalance }) };
  const validated = folds.length > 0 && { crossValidation: overFolds(folds) };
  return {
    ...{ name: fit.candidate, model: familyName(fit.settings), params, score },
    ...validated,
    ...{ epochs, bestEpoch, history, notes, tuned },
    ...(resampled !== undefined && { resampled }),
  };
}

/** Mean and sample standard deviation; NaN where a fold has no value. */
function overFolds(folds: readonly DoneFit[]): CrossValidation {
  const scores = folds.map(({ score }) => score ?? Number.NaN);
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const squares = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0);
  return { scores, mean, sd: Math.sqrt(squares / Math.max(1, scores.length - 1)) };
}
