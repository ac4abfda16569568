import type { JsonObject } from '../contracts/json.js';
import { filesOfBases } from '../data/images/base-files.js';
import type { ImbalanceSettings } from '../learning/resampling/resample.js';
import type { Project } from '../project/project.js';
import { type ForecastWish, forecastWish } from './forecast/settle-forecast.js';
import { filesOfMetrics } from './judging/own-metric.js';
import type { LabelSettings } from './learn-from.js';
import { filesOfParent } from './parent/find-parent.js';
import { registrySettings } from './registry-settings.js';
import type { TaskWish } from './resolve-task.js';
import { type CandidateSettings, moduleOf } from './user-models/custom-model.js';
import { filesOfModels } from './user-models/load-families.js';

/** All that learning may see of a project: shared by `train` and `tune`. */
export function learningSettings(project: Project) {
  const { seed, task, features, train, compute } = project;
  return {
    seed,
    task: taskWish(task),
    contamination: task.contamination ?? null,
    features: features as Record<string, JsonObject>,
    candidates: train.candidates as Record<string, CandidateSettings>,
    startFrom: train.start_from ?? null,
    ...(train.start_from === undefined ? {} : registrySettings(project)),
    select: train.select,
    imbalance: (train.imbalance ?? null) as ImbalanceSettings | null,
    calibrate: train.calibrate ?? null,
    threshold: (train.threshold ?? null) as JsonObject | null,
    backend: compute.backend,
  };
}

export type LearningSettings = ReturnType<typeof learningSettings>;

/** Files beside the data that decide what is learnt: modules of the user's own, the metric that decides among them, and the model that is gone on from. */
export async function filesOfLearning(
  {
    candidates,
    features,
    startFrom,
    registry,
    select,
  }: Pick<LearningSettings, 'candidates' | 'features' | 'startFrom' | 'registry' | 'select'>,
  projectDir: string,
): Promise<readonly string[]> {
  const parent = startFrom === null ? [] : await filesOfParent(startFrom, projectDir, registry);
  const models = await filesOfModels(candidates, projectDir);
  const metric = await filesOfMetrics([{ metric: select ?? undefined }], projectDir);
  return [...models, ...(await filesOfBases(features, projectDir)), ...parent, ...metric];
}

type Plain<Wish> = { readonly [Key in keyof Wish]: Wish[Key] };
/** The wishes as plain data, which settings are. */
type LearningTask = Plain<TaskWish> | Plain<ForecastWish>;

/** What a family is told of the task: nothing that is for other kinds. */
function taskWish(task: Project['task']): LearningTask {
  return (task.type === 'forecast' ? forecastWish(task) : task) as LearningTask;
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

/** A candidate with some of its params replaced; `early_stopping.patience` reaches into a group. */
export function withParams(candidate: CandidateSettings, params: JsonObject): CandidateSettings {
  if (moduleOf(candidate) !== undefined) {
    const own = Object.entries(params).map(([path, value]) => [
      path.replace(/^params\./, ''),
      value,
    ]);
    const inner = { model: '', ...(candidate['params'] as JsonObject) };
    const { model: _, ...changed } = withParams(inner, Object.fromEntries(own) as JsonObject);
    return { ...candidate, params: changed };
  }
  const changed: Record<string, unknown> = structuredClone(candidate);
  for (const [path, value] of Object.entries(params)) {
    const [name = '', inner] = path.split('.');
    if (inner === undefined) changed[name] = value;
    else changed[name] = { ...(changed[name] as object | undefined), [inner]: value };
  }
  return changed as CandidateSettings;
}
