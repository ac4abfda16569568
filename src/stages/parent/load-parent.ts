import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readSavedModel } from '../../artifacts/saved-model.js';
import type { Reading } from '../../contracts/matrix.js';
import type { SavedModel } from '../../contracts/model.js';
import type { Column } from '../../contracts/table.js';
import type { Task } from '../../contracts/task.js';
import type { FeaturePlan } from '../../data/features/feature-plan.js';
import type { FittedFeatures } from '../../data/features/fitted-features.js';
import { planOfFitted } from '../../data/features/plan-of-fitted.js';
import type { RegistryPlace } from '../../delivery/registry/open-registry.js';
import { MlxError } from '../../errors/index.js';
import { fittedFeatures } from '../artifact-files.js';
import { type FoundParent, findParent, parentFiles } from './find-parent.js';

/** A model that training goes on from, with the features it reads. */
export interface Parent extends FoundParent {
  /** SHA-256 over model, weights and features. */
  readonly fingerprint: string;
  readonly model: SavedModel;
  readonly features: FittedFeatures;
}

/** Reads what `train.start_from` names. Throws `learning/no-parent`, or `model/invalid` for a damaged one. */
export async function loadParent(
  from: string,
  projectDir: string,
  place?: RegistryPlace,
): Promise<Parent> {
  const found = await findParent(from, projectDir, place);
  const hash = createHash('sha256');
  for (const name of parentFiles) hash.update(await readFile(join(found.folder, name)));
  return {
    ...found,
    fingerprint: hash.digest('hex'),
    model: await readSavedModel(found.folder),
    features: await fittedFeatures.read(found.folder),
  };
}

/**
 * How the columns become numbers for a model that goes on from another: as they did for that one. Throws `learning/cannot-go-on`
 * with every difference when the task or the columns of the table are not those it has learnt from.
 */
export function planFromParent(
  { title, model, features }: Parent,
  {
    task,
    columns,
    reading,
  }: { readonly task: Task; readonly columns: readonly Column[]; readonly reading: Reading },
): FeaturePlan {
  const differences = [
    ...taskDifferences(model.task, task),
    ...columnDifferences(features, columns),
  ];
  if (differences.length > 0) {
    throw new MlxError(
      'learning/cannot-go-on',
      `Training cannot go on from ${title}: the data is not what it has learnt from`,
      {
        problems: differences.map((message) => ({ code: 'learning/cannot-go-on', message })),
        hints: [
          'Bring the columns back as they were, with `ingest.columns`',
          'Or leave `train.start_from` out, to learn anew',
        ],
      },
    );
  }
  return planOfFitted(features, { whose: title, reading });
}

/** Features of the table that the parent has never seen: it goes on without them. */
export function unreadColumns(
  { features }: Parent,
  columns: readonly { readonly name: string }[],
): readonly string[] {
  const known = new Set(features.columns.map(({ name }) => name));
  return columns.flatMap(({ name }) => (known.has(name) ? [] : [name]));
}

function taskDifferences(before: Task, now: Task): readonly string[] {
  return [
    ...(before.kind === now.kind ? [] : [`the task was ${before.kind}, and is ${now.kind}`]),
    ...(before.target === now.target
      ? []
      : [`the target was \`${before.target}\`, and is \`${now.target}\``]),
    ...(before.classes.join('\0') === now.classes.join('\0')
      ? []
      : [`the classes were ${listed(before.classes)}, and are ${listed(now.classes)}`]),
  ];
}

function columnDifferences(
  { columns: known }: FittedFeatures,
  columns: readonly Column[],
): readonly string[] {
  return known.flatMap(({ name, type }) => {
    const now = columns.find((column) => column.name === name);
    if (now === undefined) return [`- \`${name}\` (${type}) is gone`];
    if (now.role !== 'feature')
      return [`- \`${name}\` (${type}) is no feature any more: its role is ${now.role}`];
    return now.type === type ? [] : [`~ \`${name}\` was ${type}, and is ${now.type}`];
  });
}

function listed(classes: readonly string[]): string {
  const shown = classes
    .slice(0, 10)
    .map((label) => `\`${label}\``)
    .join(', ');
  return classes.length > 10 ? `${shown} and ${classes.length - 10} more` : shown;
}
