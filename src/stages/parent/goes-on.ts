import type { SavedModel } from '../../contracts/model.js';
import { MlxError } from '../../errors/index.js';
import { type CandidateSettings, familyName } from '../user-models/custom-model.js';
import type { Parent } from './load-parent.js';

/** Families that can go on from another model of theirs. */
const goingOn: readonly string[] = ['linear', 'mlp', 'gradient-boosting'];

/** Whether a candidate goes on from the parent: one of another family learns anew. */
export function goesOn(candidate: CandidateSettings, { model }: Pick<Parent, 'model'>): boolean {
  return familyName(candidate) === model.family && goingOn.includes(model.family);
}

/** Throws `learning/cannot-go-on` when no candidate is of the family of the parent, or that family cannot go on. */
export function refuseNoHeir(
  candidates: Readonly<Record<string, CandidateSettings>>,
  parent: Parent,
): void {
  if (Object.values(candidates).some((candidate) => goesOn(candidate, parent))) return;
  const { title, model } = parent;
  const able = goingOn.includes(model.family);
  throw new MlxError(
    'learning/cannot-go-on',
    able
      ? `${title} is of the family \`${model.family}\`, and no candidate is`
      : `${title} is of the family \`${model.family}\`, which learns all at once and cannot go on`,
    {
      hints: [
        able
          ? `Add a candidate with \`model: ${model.family}\``
          : `Start from a model of one of: ${goingOn.join(', ')}`,
        'Or leave `train.start_from` out',
      ],
    },
  );
}

/** What a candidate starts from, in words: `200 trees`. */
export function sizeOf({ family, config }: SavedModel): string {
  if (family !== 'gradient-boosting') return 'its weights';
  return `its ${Number(config['trees'])} trees`;
}
