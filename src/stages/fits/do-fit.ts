import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeSavedModel } from '../../artifacts/saved-model.js';
import type { Task } from '../../contracts/task.js';
import type { Fold, FoldPart } from '../../data/splits/folds/fold.js';
import { writeFold } from '../../data/splits/folds/write-fold.js';
import { type ComputeFacts, defineStage, type Job } from '../../pipeline/stage.js';
import { fittedFeatures } from '../artifact-files.js';
import { type FittedCandidate, fitCandidate } from '../fit-candidate.js';
import { JobCompute, UsedCompute } from '../job-compute.js';
import { type Learning, type LearningRows, prepareLearning } from '../learning.js';
import { labelsOf } from '../learning-settings.js';
import { goesOn } from '../parent/goes-on.js';
import type { Parent } from '../parent/load-parent.js';
import { predictRows } from '../predict-rows.js';
import type { CandidateSettings } from '../user-models/custom-model.js';
import { type FitSettings, fitRecord } from './fit.js';
import { writeLeftOut } from './left-out.js';
import { partsOf } from './members.js';

type FitJob = Job<never, 'ingest' | 'split'>;

/** What fits in one process share: the backend, and the rows they read last. */
export class FitWorkshop {
  readonly compute: JobCompute;
  #rows: { readonly of: string; readonly learning: Promise<Learning> } | undefined;

  constructor(
    backend: ConstructorParameters<typeof JobCompute>[0],
    job: Pick<Job, 'machine' | 'emit'>,
  ) {
    this.compute = new JobCompute(backend, job);
  }

  /** The rows of a fold, or of the splits. Those of one at a time are kept. */
  async learning({ learning, fit, folds }: FitSettings, job: FitJob): Promise<Learning> {
    const known = this.#rows;
    const { fold } = fit;
    const of = JSON.stringify([fold, fit.shared?.features ?? null]);
    if (known !== undefined && known.of === of) return known.learning;
    await this.close();
    const within = fold === null ? undefined : await rowsOfFold(fold, folds, job);
    const prepared = prepareLearning(learning, job, within);
    this.#rows = { of, learning: prepared };
    return prepared;
  }

  /** Lets go of the rows. */
  async close(): Promise<void> {
    const known = this.#rows;
    this.#rows = undefined;
    await (await known?.learning.catch(() => undefined))?.close();
  }
}

/** Does one fit, and leaves its record in `job.output`; one that learnt from the splits leaves the model and its features too. */
export async function doFit(
  settings: FitSettings,
  workshop: FitWorkshop,
  job: FitJob,
): Promise<void> {
  const { fit, deadline, learning: wish } = settings;
  const learning = await workshop.learning(settings, job);
  const { rows, plan, fitted: features, places } = await learning.rowsFor(fit.settings);
  const { families } = learning;
  const { parent } = parentOf(fit.settings, learning);
  const parts = partsOf(fit.settings, { candidates: wish.candidates, families, places });
  const request = {
    ...{
      name: fit.candidate,
      settings: fit.settings,
      task: learning.task,
      ...rows,
      parts,
      families,
    },
    ...{ metric: learning.metric, seed: wish.seed, deadline, labels: labelsOf(wish) },
    ...(parent !== undefined && { parent }),
  };
  const compute = new UsedCompute((need) => workshop.compute.open(need));
  const fitted = await fitCandidate(request, { compute, job }, true);
  const { model, score, epochs, bestEpoch, history, notes, resampled } = fitted;
  const { calibration, decision } = model;
  if (fit.fold === null) {
    await writeSavedModel(job.output, model);
    await fittedFeatures.write(job.output, features);
  } else if (calibration !== undefined) {
    const { calibration: _, ...plain } = model;
    const predictions = await predictRows(plain, rows.validation, families);
    await writeLeftOut(job.output, { predictions, y: rows.validation.y });
  }
  await fitRecord.write(job.output, {
    ...{ score: Number.isNaN(score) ? null : score, epochs, bestEpoch, history, notes },
    ...(resampled !== undefined && { resampled }),
    ...(calibration !== undefined && { calibrated: calibration.method }),
    ...(decision !== undefined && { decision }),
    ...(parent !== undefined && {
      startedFrom: { from: parent.title, fingerprint: parent.fingerprint },
    }),
    compute: factsOf(compute, fitted),
    ...{ task: learning.task, metric: learning.metric.name },
    direction: learning.metric.direction,
    baseline: baselineOf(learning.task, rows.train.y),
    features: { columns: plan.columns, dropped: plan.dropped, width: features.width },
  });
}

/** The model a candidate goes on from. */
export function parentOf(
  settings: CandidateSettings,
  { parent }: Pick<Learning, 'parent'>,
): { readonly parent?: Parent } {
  return parent !== undefined && goesOn(settings, parent) ? { parent } : {};
}

function factsOf(
  { facts: { compute } }: UsedCompute,
  { road }: FittedCandidate,
): ComputeFacts | null {
  if (compute === undefined) return null;
  return road === undefined ? compute : { ...compute, road: road.name };
}

/** Class shares, or the mean. */
function baselineOf({ kind, classes }: Task, y: Float64Array): readonly number[] {
  const rows = Math.max(1, y.length);
  if (kind === 'regression') return [y.reduce((sum, value) => sum + value, 0) / rows];
  if (kind === 'anomaly') return [0];
  if (kind === 'forecast') return [];
  const counts = classes.map(() => 0);
  for (const index of y) counts[index] = (counts[index] ?? 0) + 1;
  return counts.map((count) => count / rows);
}

/** The rows of a fold, as files in a folder: written once. */
export async function rowsOfFold(
  fold: Fold,
  folder: string,
  job: Pick<FitJob, 'inputs' | 'signal'>,
): Promise<LearningRows> {
  await mkdir(folder, { recursive: true });
  const write = async (part: FoldPart): Promise<{ file: string; rows: number }> => {
    const { repeat, outer, inner } = fold;
    const file = join(folder, `${[repeat, outer, inner ?? 0].join('-')}-${part}.parquet`);
    await writeFold(job.inputs.split, { fold, part, file }, job.signal);
    return { file, rows: fold.rows[part] };
  };
  return { train: await write('training'), validation: await write('validation') };
}

/** A fit as a job for a process of its own. No stage of the pipeline: `train` sends it out. */
export const fitJob = defineStage({
  name: 'fit',
  summary: 'fit one candidate (used by train)',
  needs: ['ingest', 'split'],
  version: 1,
  settings: () => null as unknown as never,

  async run(job) {
    const settings = job.settings as unknown as FitSettings;
    const workshop = new FitWorkshop(settings.learning.backend, job);
    await doFit(settings, workshop, job).finally(() => workshop.close());
    return { facts: [], ...workshop.compute.facts };
  },
});
