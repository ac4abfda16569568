import { join } from 'node:path';
import type { JsonObject } from '../contracts/json.js';
import type { Reading } from '../contracts/matrix.js';
import type { Task } from '../contracts/task.js';
import { describePlan } from '../data/features/describe-plan.js';
import { defaultMetric, metricsFor } from '../learning/metrics/index.js';
import { modelFamilies } from '../learning/models/index.js';
import type { ImbalanceSettings } from '../learning/resampling/resample.js';
import type { TrainingRows } from '../learning/resampling/training-rows.js';
import type { Job } from '../pipeline/stage.js';
import type { Project } from '../project/project.js';
import { splitFiles } from './artifact-files.js';
import { featuresFor, type Prepared, settleTask } from './features-for.js';
import type { CandidateSettings } from './fit-candidate.js';
import type { LabelSettings } from './learn-from.js';
import { type LoadedRows, loadRows, loadTrainingRows, type RowFile } from './load-rows.js';
import type { TaskWish } from './resolve-task.js';

/** All that learning may see of a project: shared by `train` and `tune`. */
export function learningSettings({ seed, task, features, train, compute }: Project) {
  return {
    seed,
    task: task as { type: TaskWish['type']; target: string; positive?: string },
    contamination: task.contamination ?? null,
    features: features as Record<string, JsonObject>,
    candidates: train.candidates as Record<string, CandidateSettings>,
    select: train.select,
    imbalance: (train.imbalance ?? null) as ImbalanceSettings | null,
    calibrate: train.calibrate ?? null,
    threshold: (train.threshold ?? null) as JsonObject | null,
    backend: compute.backend,
  };
}

export type LearningSettings = ReturnType<typeof learningSettings>;

/** The rows to learn from and those to choose by. */
export interface LearningRows {
  readonly train: RowFile;
  readonly validation: RowFile;
}

/** Training and validation rows as one kind of family reads them. */
export interface ReadRows extends Prepared {
  readonly rows: { readonly train: TrainingRows; readonly validation: LoadedRows };
}

/** What every fit on the same rows shares. */
export interface Learning {
  readonly task: Task;
  /** The metric that decides. */
  readonly metric: string;
  /** The rows for a candidate: fitted and read once for each way of reading columns, and then shared. */
  rowsFor(candidate: CandidateSettings): Promise<ReadRows>;
}

/** Settles the task; features are fitted and rows read when the first candidate asks. `within`: a fold instead of the splits. */
export async function prepareLearning(
  settings: LearningSettings,
  { inputs, signal, emit }: Pick<Job<never, 'ingest' | 'split'>, 'inputs' | 'signal' | 'emit'>,
  within?: LearningRows,
): Promise<Learning> {
  const { task, rows: counts } = await settleTask(settings.task, inputs, signal);
  const from = within ?? rowsOfSplits(inputs.split, counts);
  const told = new Set<string>();

  async function read(reading: Reading): Promise<ReadRows> {
    const { seed } = settings;
    const where = { ingest: inputs.ingest, trainFile: from.train.file, signal };
    const prepared = await featuresFor(settings.features, { task, reading, seed, ...where });
    emit({ type: 'features', reading, columns: describePlan(prepared.plan) });
    for (const text of prepared.plan.warnings) {
      if (!told.has(text)) emit({ type: 'warning', text });
      told.add(text);
    }
    return {
      ...prepared,
      rows: {
        train: await loadTrainingRows(from.train, { trained: prepared, task, seed }, signal),
        validation: await loadRows(from.validation, { fitted: prepared.fitted, task }, signal),
      },
    };
  }

  const known = new Map<Reading, Promise<ReadRows>>();
  return {
    task,
    metric: selectionMetric(task, settings.select),
    rowsFor: ({ model }) => {
      const { reads } = modelFamilies.get(model);
      const rows = known.get(reads) ?? read(reads);
      known.set(reads, rows);
      return rows;
    },
  };
}

function rowsOfSplits(
  folder: string,
  rows: Readonly<Record<'train' | 'validation', number>>,
): LearningRows {
  return {
    train: { file: join(folder, splitFiles.train), rows: rows.train },
    validation: { file: join(folder, splitFiles.validation), rows: rows.validation },
  };
}

/** Share of the rows that is flagged when the project does not say. */
const usualContamination = 0.05;

/** How the training rows are made less unequal for every candidate, and how labels are decided. */
export function labelsOf({
  imbalance,
  calibrate,
  threshold,
  contamination,
}: LearningSettings): LabelSettings & {
  readonly imbalance: ImbalanceSettings | undefined;
} {
  return {
    imbalance: imbalance ?? undefined,
    calibrate: calibrate ?? undefined,
    threshold: threshold ?? undefined,
    contamination: contamination ?? usualContamination,
  };
}

/** The metric the project chose, if the task has it; else the task's own. */
function selectionMetric(task: Task, wanted: string | null): string {
  const known = metricsFor(task).map(({ name }) => name);
  return wanted !== null && known.includes(wanted) ? wanted : defaultMetric(task).name;
}

/** A candidate with some of its params replaced; `early_stopping.patience` reaches into a group. */
export function withParams(candidate: CandidateSettings, params: JsonObject): CandidateSettings {
  const changed: Record<string, unknown> = structuredClone(candidate);
  for (const [path, value] of Object.entries(params)) {
    const [name = '', inner] = path.split('.');
    if (inner === undefined) changed[name] = value;
    else changed[name] = { ...(changed[name] as object | undefined), [inner]: value };
  }
  return changed as CandidateSettings;
}
