import { join } from 'node:path';
import { writeSavedModel } from '../artifacts/saved-model.js';
import type { JsonObject } from '../contracts/json.js';
import type { Task } from '../contracts/task.js';
import { defaultMetric, metricsFor } from '../learning/metrics/index.js';
import { defineStage, type Job } from '../pipeline/stage.js';
import type { Project } from '../project/project.js';
import {
  type CandidateResult,
  fittedFeatures,
  splitFiles,
  training,
  tuning,
} from './artifact-files.js';
import { featuresFor, type Prepared } from './features-for.js';
import {
  type CandidateSettings,
  type FittedCandidate,
  fitCandidate,
  isBetter,
  JobCompute,
} from './fit-candidate.js';
import { type LoadedRows, loadRows } from './load-rows.js';

/** All that learning may see of a project: shared by `train` and `tune`. */
export function learningSettings({ seed, task, features, train, compute }: Project) {
  return {
    seed,
    task: task as { type: 'classification' | 'regression'; target: string; positive?: string },
    features: features as Record<string, JsonObject>,
    candidates: train.candidates as Record<string, CandidateSettings>,
    select: train.select,
    backend: compute.backend,
  };
}

export type LearningSettings = ReturnType<typeof learningSettings>;

/** Fits every candidate on the training split and keeps the best on validation. */
export const train = defineStage({
  name: 'train',
  summary: 'fit the candidates and keep the best on validation',
  needs: ['ingest', 'split', 'tune'],
  version: 1,
  settings: learningSettings,

  async run(job) {
    const { settings, inputs, output, emit } = job;
    const compute = new JobCompute(settings.backend, job);
    const learning = await prepareLearning(settings, job);
    const { prepared, rows, metric } = learning;
    const tuned = await tunedParams(inputs);

    const results: CandidateResult[] = [];
    let best: FittedCandidate | undefined;
    let chosen = '';
    for (const [name, written] of Object.entries(settings.candidates)) {
      const found = tuned[name] ?? {};
      const candidate = { name, settings: withParams(written, found), task: prepared.task };
      const request = { ...candidate, ...rows, metric, seed: settings.seed };
      const fitted = await fitCandidate(request, { compute, job }, true);
      emit({ type: 'fact', name: `${name} ${metric} on validation`, value: fitted.score });
      for (const text of fitted.notes) emit({ type: 'note', text: `${name}: ${text}` });
      results.push(resultOf(request, fitted, found));
      if (best === undefined || isBetter(metric, fitted.score, best.score)) {
        [best, chosen] = [fitted, name];
      }
    }
    if (best === undefined) throw new Error('the schema lets no project without candidates pass');

    await writeSavedModel(output, best.model);
    await fittedFeatures.write(output, prepared.fitted);
    await training.write(output, {
      task: prepared.task,
      metric,
      chosen,
      candidates: results,
      features: { columns: prepared.plan.columns, dropped: prepared.plan.dropped },
      baseline: baselineOf(prepared.task, rows.train.y),
    });
    return {
      facts: [
        { name: 'model', value: `${chosen} (${best.model.family})` },
        { name: `validation ${metric}`, value: best.score },
        { name: 'features', value: prepared.fitted.width },
      ],
      ...compute.facts,
    };
  },
});

/** What every fit of a job shares. */
export interface Learning {
  readonly prepared: Prepared;
  readonly rows: { readonly train: LoadedRows; readonly validation: LoadedRows };
  /** The metric that decides. */
  readonly metric: string;
}

/** Fits the features and reads the training and validation rows through them. */
export async function prepareLearning(
  settings: LearningSettings,
  { inputs, signal, emit }: Pick<Job<never, 'ingest' | 'split'>, 'inputs' | 'signal' | 'emit'>,
): Promise<Learning> {
  const { task: wish, features: declared } = settings;
  const prepared = await featuresFor({ wish, declared, inputs, signal });
  for (const text of prepared.plan.warnings) emit({ type: 'warning', text });
  const { task, fitted } = prepared;
  const load = (split: 'train' | 'validation'): Promise<LoadedRows> =>
    loadRows(
      { file: join(inputs.split, splitFiles[split]), rows: prepared.rows[split] },
      { fitted, task },
      signal,
    );
  const rows = { train: await load('train'), validation: await load('validation') };
  return { prepared, rows, metric: selectionMetric(task, settings.select) };
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

async function tunedParams(
  inputs: Readonly<Partial<Record<'tune', string>>>,
): Promise<Readonly<Record<string, JsonObject>>> {
  return inputs.tune === undefined ? {} : (await tuning.read(inputs.tune)).best;
}

function resultOf(
  { name, settings }: { readonly name: string; readonly settings: CandidateSettings },
  { score, epochs, bestEpoch, history, notes }: FittedCandidate,
  tuned: JsonObject,
): CandidateResult {
  const { model, ...params } = settings;
  return { name, model, params, score, epochs, bestEpoch, history, notes, tuned };
}

/** Class shares, or the mean. */
function baselineOf({ kind, classes }: Task, y: Float64Array): readonly number[] {
  const rows = Math.max(1, y.length);
  if (kind === 'regression') return [y.reduce((sum, value) => sum + value, 0) / rows];
  const counts = classes.map(() => 0);
  for (const index of y) counts[index] = (counts[index] ?? 0) + 1;
  return counts.map((count) => count / rows);
}
