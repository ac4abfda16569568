import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ArtifactStore } from '../../artifacts/artifact-store.js';
import type { Fingerprint } from '../../artifacts/fingerprint.js';
import { readSavedModel, savedModelFiles } from '../../artifacts/saved-model.js';
import type { Column } from '../../contracts/table.js';
import type { Task } from '../../contracts/task.js';
import type { FittedFeatures } from '../../data/features/fitted-features.js';
import type { RegistryPlace } from '../../delivery/registry/open-registry.js';
import { registryOf } from '../../delivery/rollout/local.js';
import { MlxError } from '../../errors/index.js';
import type { OtherModel } from '../../learning/judging/of-versus.js';
import { RunRecords } from '../../pipeline/run-record.js';
import { fittedFeatures, judging } from '../artifact-files.js';
import type { ImagePlace } from '../image-place.js';
import { loadRows, type RowRoom, type TableRows } from '../load-rows.js';
import { findParent } from '../parent/find-parent.js';
import { predictRows } from '../predict-rows.js';
import { familiesIn } from '../user-models/load-families.js';
import type { JudgedLine } from './requirement-lines.js';

/** Another model that this one is compared with: where it lies, and what it is. */
export interface FoundOther {
  /** In words: `production (v3)`. */
  readonly title: string;
  readonly folder: string;
  /** SHA-256 over its model and weights: the same model has the same, wherever it lies. */
  readonly model: string;
}

/** Where other models are looked for. */
interface OtherPlace {
  readonly projectDir: string;
  /** The alias of the deployment. */
  readonly alias: string;
  readonly registry?: RegistryPlace | undefined;
}

/**
 * Finds what `versus` names: an alias, a version, the id of a run or its start, or a folder. Undefined when it is an alias that points
 * nowhere yet. Throws `learning/no-parent` when it names nothing.
 */
export async function findOther(
  versus: string,
  { projectDir, alias, registry: place }: OtherPlace,
): Promise<FoundOther | undefined> {
  const run = /^\d{8}-\d{6}/.test(versus) ? await trainingOfRun(versus, projectDir) : undefined;
  if (run !== undefined) return { ...run, model: await modelDigest(run.folder) };
  const registry = registryOf(join(projectDir, '.mlx'), place);
  if (versus === alias || versus === 'production') {
    if ((await registry.target(versus)) === undefined) return undefined;
  }
  const { title, folder } = await findParent(versus, projectDir, place).catch((error: unknown) => {
    throw error instanceof MlxError && error.code === 'learning/no-parent'
      ? unknownOther(versus, error)
      : error;
  });
  return { title, folder, model: await modelDigest(folder) };
}

function unknownOther(versus: string, { message, hints }: MlxError): MlxError {
  return new MlxError('learning/no-parent', message, {
    hints: [
      ...hints.filter((hint) => !hint.includes('start_from')),
      `\`versus: ${versus}\` may name an alias, a version, the id of a run (\`mlx runs\`), or a folder`,
    ],
  });
}

/** SHA-256 over a model and its weights. */
export async function modelDigest(folder: string): Promise<string> {
  const hash = createHash('sha256');
  for (const name of savedModelFiles) hash.update(await readFile(join(folder, name)));
  return hash.digest('hex');
}

async function trainingOfRun(
  id: string,
  projectDir: string,
): Promise<Pick<FoundOther, 'title' | 'folder'>> {
  const root = join(projectDir, '.mlx');
  const records = (await new RunRecords(root).list()).filter((record) => record.id.startsWith(id));
  const [record] = records;
  if (record === undefined || records.length > 1) {
    throw new MlxError(
      'learning/no-parent',
      `${records.length === 0 ? 'No run has' : 'Several runs have'} an id that starts with \`${id}\``,
      {
        hints: ['`mlx runs` lists them'],
      },
    );
  }
  const store = new ArtifactStore(root);
  const trained = record.stages.find(
    ({ stage, state }) => stage === 'train' && (state === 'ran' || state === 'reused'),
  );
  const print = trained?.fingerprint as Fingerprint | undefined;
  if (print === undefined || !(await store.has('train', print))) {
    throw new MlxError('learning/no-parent', `Run \`${record.id}\` has left no model`, {
      hints: ['Name a run whose training was done and whose artifact is still there'],
    });
  }
  return { title: `run ${record.id}`, folder: store.pathOf('train', print) };
}

/** Says that what `versus` named stands for another model now than when the contract was held against it, and not for this very one. */
export async function otherNow(
  lines: readonly JudgedLine[],
  {
    output,
    own,
    ...place
  }: OtherPlace & {
    readonly output: string;
    readonly own: string;
  },
): Promise<string | undefined> {
  const names = new Set(lines.flatMap(({ versus }) => versus ?? []));
  if (names.size === 0) return undefined;
  const { others } = await judging.read(output);
  for (const versus of names) {
    const now = await findOther(versus, place).catch(() => undefined);
    if (now === undefined || now.model === others[versus]) continue;
    if (now.model !== (await modelDigest(own))) return `${now.title} is another model now`;
  }
  return undefined;
}

/** What else predicting test rows takes. */
export interface TestRows {
  readonly test: TableRows;
  readonly task: Task;
  /** Of the table. */
  readonly columns: readonly Column[];
  readonly room: RowRoom;
  readonly images: ImagePlace;
  readonly signal: AbortSignal;
}

/** What another model says of the test rows, or in words why it cannot be asked. */
export async function askOther(
  { title, folder }: FoundOther,
  { test, task, columns, room, images, signal }: TestRows,
): Promise<OtherModel | string> {
  const model = await readSavedModel(folder);
  const fitted = await fittedFeatures.read(folder);
  const unlike = taskDifference(model.task, task) ?? columnDifference(fitted, columns);
  if (unlike !== undefined) return `${title} cannot be compared with: ${unlike}`;
  const rows = await loadRows(test, { fitted, task, room, images }, signal);
  try {
    const predictions = await predictRows(model, rows, await familiesIn(model));
    const { threshold, costs } = model.decision ?? {};
    return {
      title,
      predictions,
      options: { ...(threshold !== undefined && { threshold }), ...(costs && { costs }) },
    };
  } finally {
    await rows.stream?.close();
  }
}

function taskDifference(other: Task, own: Task): string | undefined {
  if (other.kind !== own.kind) return `its task is ${other.kind}, and this one ${own.kind}`;
  if (other.target !== own.target)
    return `it predicts \`${other.target}\`, and this one \`${own.target}\``;
  if (other.classes.join('\0') === own.classes.join('\0')) return undefined;
  return `its classes are ${other.classes.slice(0, 10).join(', ')}, and here ${own.classes.slice(0, 10).join(', ')}`;
}

function columnDifference(
  { columns: read }: FittedFeatures,
  columns: readonly Column[],
): string | undefined {
  for (const { name, type } of read) {
    const now = columns.find((column) => column.name === name);
    if (now === undefined) return `it reads \`${name}\`, which the table does not have any more`;
    if (now.type !== type) return `it reads \`${name}\` as ${type}, and it is ${now.type} now`;
  }
  return undefined;
}
