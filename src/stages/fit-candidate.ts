import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '../artifacts/write-atomically.js';
import type { SavedModel } from '../contracts/model.js';
import type { Params, ValuesOf } from '../contracts/params.js';
import type { Task } from '../contracts/task.js';
import { MlxError } from '../errors/index.js';
import type { ComputeNeed } from '../learning/compute/compute.js';
import { type Metric, scoreOf } from '../learning/metrics/metric.js';
import { composer, type Part } from '../learning/models/ensembles/compose.js';
import type { Families } from '../learning/models/families.js';
import { modelFamilies } from '../learning/models/index.js';
import type {
  Checkpoints,
  FitContext,
  FitResult,
  LabelledRows,
  ModelFamily,
  TrainingData,
} from '../learning/models/model-family.js';
import type { ImbalanceSettings } from '../learning/resampling/resample.js';
import type { TrainingRows } from '../learning/resampling/training-rows.js';
import type { Job } from '../pipeline/stage.js';
import { withFlags, withoutLabels } from './flag-odd-rows.js';
import { forecastTruth, valueByValue, withForecastIntervals } from './forecast/judge-forecasts.js';
import type { UsedCompute } from './job-compute.js';
import { type LabelSettings, type Resampled, rowsToLearnFrom, withLabels } from './learn-from.js';
import type { LoadedRows } from './load-rows.js';
import { sizeOf } from './parent/goes-on.js';
import type { Parent } from './parent/load-parent.js';
import { predictRows } from './predict-rows.js';
import { type CandidateSettings, familyName, familyParams } from './user-models/custom-model.js';

/** What a candidate learns from and is chosen by. */
export interface FitRequest {
  readonly name: string;
  readonly settings: CandidateSettings;
  readonly task: Task;
  readonly train: TrainingRows;
  readonly validation: LoadedRows;
  /** Metric that decides. */
  readonly metric: Metric;
  readonly seed: number;
  /** What an ensemble is made of, in the matrix of the rows. */
  readonly parts?: ReadonlyMap<string, Part>;
  /** Those of the candidates, the user's own among them. */
  readonly families: Families;
  /** The model it goes on from, instead of learning anew. */
  readonly parent?: Parent;
  /** When the time is used up, in milliseconds since 1970; null: never. */
  readonly deadline?: number | null;
  /** Asked after each step: whether it should stop there, and keep the best it has. */
  readonly isGivenUp?: () => boolean;
  /** For candidates that have no `imbalance` of their own; and how labels are decided. */
  readonly labels: LabelSettings & { readonly imbalance: ImbalanceSettings | undefined };
}

export interface FittedCandidate extends FitResult {
  /** What became of the training rows before it learnt from them. */
  readonly resampled?: Resampled;
  /** The metric on the validation split, or on the training split when there is no validation split. */
  readonly score: number;
}

const checkpointSeconds = 10;

/** Fits one candidate and scores it on the rows it did not learn from. */
export async function fitCandidate(
  request: FitRequest,
  {
    compute,
    job,
  }: { readonly compute: UsedCompute; readonly job: Pick<Job, 'signal' | 'emit' | 'scratch'> },
  keepCheckpoints: boolean,
): Promise<FittedCandidate> {
  const { name, settings, task, train, validation, metric, seed, families, parts } = request;
  const params = familyParams(settings);
  const family = families.get(familyName(settings));
  if (!family.tasks.includes(task.kind)) throw unsuited(family.name, task);
  if (train.stream !== undefined) refuseStream(family, request);
  const learnt = await rowsToLearnFrom(train, {
    ...{ task, seed, name, reading: family.reads, signal: job.signal },
    imbalance: family.isFixed ? undefined : imbalanceOf(request),
  });
  const held = validation.y.length > 0;
  const seen = task.kind === 'anomaly' ? withoutLabels : (rows: LabelledRows) => rows;
  const data = { task, train: seen(learnt.rows), ...(held && { validation: seen(validation) }) };
  const context = contextOf(request, data, { compute, job, keepCheckpoints });
  const fitted = await family.fit(data, params as ValuesOf<Params>, context);
  const model = { ...fitted.model, ...families.codeOf([family.name, ...memberFamilies(parts)]) };
  const finished = finish(model, request);
  return {
    ...fitted,
    model: finished,
    notes: [...parentNotes(request.parent), ...learnt.notes, ...fitted.notes],
    ...(learnt.resampled !== undefined && { resampled: learnt.resampled }),
    score: await scoreModel(finished, held ? validation : train, { metric, families }),
  };
}

/** What a candidate does about rare classes: what it says itself, or what all of them do. */
function imbalanceOf({ settings, labels }: FitRequest): ImbalanceSettings | undefined {
  return (settings['imbalance'] as ImbalanceSettings | undefined) ?? labels.imbalance;
}

/** A fitted model with what decides its labels, its flags or its intervals. */
function finish(
  model: SavedModel,
  { task, train, validation, labels, families }: FitRequest,
): SavedModel {
  if (task.kind === 'anomaly') {
    return withFlags(model, { train, validation }, { ...labels, families });
  }
  if (task.kind === 'forecast') return withForecastIntervals(model, validation);
  return withLabels(model, validation, { ...labels, families });
}

/** What a family may use beside its data; an ensemble, its members too. */
function contextOf(
  {
    name,
    settings,
    seed,
    families,
    parent,
    deadline = null,
    isGivenUp = never,
    parts = new Map<string, Part>(),
  }: FitRequest,
  data: TrainingData,
  {
    compute,
    job,
    keepCheckpoints,
  }: {
    readonly compute: UsedCompute;
    readonly job: Pick<Job, 'signal' | 'emit' | 'scratch'>;
    readonly keepCheckpoints: boolean;
  },
): FitContext {
  const context = {
    compute: (need?: ComputeNeed) => compute.open(need),
    ...{ seed, label: name, signal: job.signal, emit: job.emit },
    ...(parent !== undefined && { startFrom: parent.model }),
    isTimeUp: () => isGivenUp() || (deadline !== null && Date.now() >= deadline),
  };
  // Members have no checkpoints: there is one file, and many of them.
  if (families.get(familyName(settings)).composes) {
    return composer(data, { parts, families, context });
  }
  return keepCheckpoints ? { ...context, checkpoints: checkpointsIn(job.scratch, name) } : context;
}

const never = (): boolean => false;

function memberFamilies(parts: FitRequest['parts'] = new Map()): readonly string[] {
  return [...parts.values()].map((part) => part.family.name);
}

function parentNotes(parent: Parent | undefined): readonly string[] {
  return parent === undefined ? [] : [`goes on from ${parent.title}: ${sizeOf(parent.model)}`];
}

/** A metric of a model on some rows; NaN where it has no value there. */
export async function scoreModel(
  model: SavedModel,
  rows: LabelledRows & Pick<LoadedRows, 'forecasts'>,
  { metric, families }: Pick<FitRequest, 'metric' | 'families'>,
): Promise<number> {
  const isForecast = model.task.kind === 'forecast';
  const truth = isForecast ? forecastTruth(model.task, rows) : { task: model.task, values: rows.y };
  const said = await predictRows(model, rows, families);
  const predictions = isForecast ? valueByValue(said) : said;
  return scoreOf(metric, { truth, predictions }, model.decision).value ?? Number.NaN;
}

/** Whether one score beats another; a score that is no number beats nothing. */
export function isBetter(
  { direction }: Pick<Metric, 'direction'>,
  score: number,
  than: number,
): boolean {
  if (Number.isNaN(score)) return false;
  if (Number.isNaN(than)) return true;
  return direction === 'higher' ? score > than : score < than;
}

function checkpointsIn(scratch: string, candidate: string): Checkpoints {
  const file = join(scratch, `checkpoint-${candidate}.bin`);
  return {
    everySeconds: checkpointSeconds,
    load: () => readFile(file).catch(() => undefined),
    save: (bytes) => writeAtomically(file, bytes),
  };
}

/** Rows on disk are for families that learn in batches, and for nothing that wants to see them all. */
function refuseStream({ streams }: ModelFamily, { name, settings, labels }: FitRequest): void {
  const { calibrate, threshold } = labels;
  const wants =
    streams !== true
      ? `\`${familyName(settings)}\``
      : (settings['imbalance'] ?? labels.imbalance) !== undefined
        ? '`imbalance`'
        : (calibrate ?? threshold) !== undefined && '`calibrate` or `threshold`';
  if (wants === false) return;
  const able = [...modelFamilies].filter((family) => family.streams).map((family) => family.name);
  throw new MlxError(
    'learning/does-not-stream',
    `The rows do not fit into memory, and ${wants} of \`${name}\` needs them there`,
    {
      hints: [
        `Use a family that learns in batches: ${able.join(', ')}`,
        'Or allow more memory: `MLX_MEMORY_MB`, `memory_limit_mb` of the target',
      ],
    },
  );
}

function unsuited(model: string, { kind, classes }: Task): MlxError {
  const able = [...modelFamilies]
    .filter(({ tasks }) => tasks.includes(kind))
    .map(({ name }) => name);
  return new MlxError(
    'learning/family-unsuited',
    `\`${model}\` cannot do a ${kind} task${kind === 'multiclass' ? ` of ${classes.length} classes` : ''}`,
    { hints: [`Use one of: ${able.join(', ')}`] },
  );
}
