import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { folderBytes } from '../../artifacts/artifact-store.js';
import { writeSavedModel } from '../../artifacts/saved-model.js';
import type { Emit } from '../../contracts/events.js';
import type { Matrix } from '../../contracts/matrix.js';
import type { Fold } from '../../data/splits/folds/fold.js';
import { predictorOf } from '../../learning/models/predict.js';
import type { Pruner, TrialCurve } from '../../learning/tuners/pruner.js';
import { measureUsage } from '../../pipeline/measure-usage.js';
import type { Job } from '../../pipeline/stage.js';
import { fittedFeatures } from '../artifact-files.js';
import { type FittedCandidate, fitCandidate, scoreModel } from '../fit-candidate.js';
import { parentOf } from '../fits/do-fit.js';
import { partsOf } from '../fits/members.js';
import { type JobCompute, UsedCompute } from '../job-compute.js';
import { metricOf } from '../judging/own-metric.js';
import type { Learning } from '../learning.js';
import { type LearningSettings, labelsOf } from '../learning-settings.js';
import { rowTimes, timeOf } from '../row-times.js';
import type { Objective } from './objectives.js';
import type { TrialOutcome, TrialTask, TrialUsage } from './trial.js';

/** What the trials of one process share. */
export interface TrialWorld {
  readonly learning: LearningSettings;
  /** Rows read through the features that a trial asks for. */
  readonly rows: (task: TrialTask, fold: Fold | null) => Promise<Learning>;
  readonly compute: JobCompute;
  readonly prunerOf: (name: string) => Pruner;
  readonly job: Pick<Job, 'signal' | 'scratch' | 'projectDir'>;
}

/** Does one trial. Throws what the family throws: the caller decides what that means. */
export async function doTrial(task: TrialTask, world: TrialWorld): Promise<TrialOutcome> {
  const curve = new Curve(task, world);
  const parts = task.folds === null ? [null] : task.folds.list;
  const reached: (readonly number[])[] = [];
  const used: TrialUsage[] = [];
  let epochs = 0;
  for (const fold of parts) {
    const tried = await tryOn(fold, { task, world, curve });
    reached.push(tried.values);
    used.push(tried.usage);
    epochs = Math.max(epochs, tried.epochs);
    if (fold !== null) curve.addFold(reached);
    if (curve.isGivenUp) break;
  }
  const values = meansOf(reached);
  const isEarly = curve.isGivenUp && (parts.length > reached.length || curve.endsAt(epochs));
  return {
    ...(values.some(Number.isNaN)
      ? { state: 'failed', problem: 'the metric has no value' }
      : { state: isEarly ? 'pruned' : 'complete', values }),
    ...(task.folds !== null && { folds: reached.map(([first = Number.NaN]) => first) }),
    ...{ epochs, steps: curve.steps, usage: together(used) },
  };
}

interface Tried {
  readonly values: readonly number[];
  readonly epochs: number;
  readonly usage: TrialUsage;
}

async function tryOn(
  fold: Fold | null,
  {
    task,
    world,
    curve,
  }: { readonly task: TrialTask; readonly world: TrialWorld; readonly curve: Curve },
): Promise<Tried> {
  const { candidate, settings, objectives } = task;
  const wish = { ...world.learning, ...task.shared };
  const learning = await world.rows(task, fold);
  const { families, metric } = learning;
  const { rows, places, fitted } = await learning.rowsFor(settings);
  const parts = partsOf(settings, { candidates: wish.candidates, families, places });
  const request = {
    ...{ name: candidate, settings, task: learning.task, ...rows, metric, parts, families },
    ...{ seed: task.seed, labels: labelsOf(wish), ...parentOf(settings, learning) },
    isGivenUp: () => curve.isGivenUp,
  };
  const compute = new UsedCompute((need) => world.compute.open(need));
  const emit: Emit = fold === null ? curve.hear : () => undefined;
  const { result: model, usage } = await measureUsage(() =>
    fitCandidate(request, { compute, job: { ...world.job, emit } }, false),
  );
  const judged = rows.validation.y.length > 0 ? rows.validation : rows.train;
  const values: number[] = [];
  for (const objective of objectives) {
    const { scratch, projectDir } = world.job;
    const seen = { learning, fitted, judged, seconds: usage.seconds, scratch, projectDir };
    values.push(await reachedIn(objective, model, seen));
  }
  return { values, epochs: model.epochs, usage };
}

interface Seen {
  readonly learning: Learning;
  readonly fitted: Parameters<typeof fittedFeatures.write>[1];
  readonly judged: Parameters<typeof scoreModel>[1];
  readonly seconds: number;
  readonly scratch: string;
  readonly projectDir: string;
}

/** What a fitted candidate reached in one objective; NaN where that has no value. */
async function reachedIn(
  objective: Objective,
  candidate: FittedCandidate,
  { learning, fitted, judged, seconds, scratch, projectDir }: Seen,
): Promise<number> {
  const { families, metric } = learning;
  switch (objective.kind) {
    case 'metric':
      if (objective.name === metric.name) return candidate.score;
      return scoreModel(candidate.model, judged, {
        metric: await metricOf(objective.name, projectDir),
        families,
      });
    case 'latency':
      return latencyOf(candidate, { learning, x: judged.x, objective });
    case 'seconds':
      return seconds;
    case 'bytes':
      return sizeOf(candidate, fitted, scratch);
  }
}

const latencyRows = 300;
const warmUp = 100;

/** Milliseconds for one row, by the model alone, over the first rows; some before them warm it up. */
function latencyOf(
  { model }: FittedCandidate,
  {
    learning,
    x,
    objective,
  }: {
    readonly learning: Learning;
    readonly x: Matrix;
    readonly objective: Objective;
  },
): number {
  const predict = predictorOf(model, learning.families);
  // Series are forecast all together; rows on disk are not looked at one by one.
  if (x.panel !== undefined) return timeOf(() => predict(x)) / Math.max(1, x.rows);
  const times = rowTimes(predict, x, latencyRows + warmUp).slice(warmUp);
  times.sort((a, b) => a - b);
  const place = Math.min(times.length - 1, Math.floor((objective.share ?? 0.5) * times.length));
  return times[place] ?? Number.NaN;
}

/** Thousands of bytes of the model and its features, as `train` leaves them. */
async function sizeOf(
  { model }: FittedCandidate,
  features: Seen['fitted'],
  scratch: string,
): Promise<number> {
  const folder = await mkdtemp(join(scratch, 'size-'));
  try {
    await writeSavedModel(folder, model);
    await fittedFeatures.write(folder, features);
    return (await folderBytes(folder)) / 1000;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What a trial has reached so far, and whether it is given up. */
class Curve {
  isGivenUp = false;
  readonly #steps: { step: number; value: number }[] = [];
  readonly #task: TrialTask;
  readonly #world: TrialWorld;

  constructor(task: TrialTask, world: TrialWorld) {
    this.#task = task;
    this.#world = world;
  }

  /** Takes the validation losses from the epochs of a family, which are better when lower. */
  readonly hear: Emit = (event) => {
    if (event.type !== 'epoch' || event.validationLoss === undefined) return;
    this.#add(event.epoch, event.validationLoss, 'lower');
  };

  /** The mean of the first objective over the folds so far. */
  addFold(reached: readonly (readonly number[])[]): void {
    const [objective] = this.#task.objectives;
    const [mean = Number.NaN] = meansOf(reached);
    this.#add(reached.length, mean, objective?.direction ?? 'higher');
  }

  #add(step: number, value: number, direction: 'higher' | 'lower'): void {
    this.#steps.push({ step, value });
    const { pruning } = this.#task;
    if (pruning === undefined || this.isGivenUp) return;
    const { number, seed, others } = pruning;
    const trial: TrialCurve = { number, state: 'running', steps: this.#steps };
    const pruner = this.#world.prunerOf(pruning.pruner);
    this.isGivenUp = pruner.prunes(trial, others, { direction, seed });
  }

  /** Whether learning ended at the last step: a family may also not care to be given up. */
  endsAt(epochs: number): boolean {
    return this.#steps.at(-1)?.step === epochs;
  }

  /** All steps of a short curve; of a long one, evenly thinned, with the last. */
  get steps(): TrialCurve['steps'] {
    const every = Math.ceil(this.#steps.length / mostSteps);
    const last = this.#steps.length - 1;
    return this.#steps.filter((_, at) => at % every === 0 || at === last);
  }
}

const mostSteps = 400;

function meansOf(rows: readonly (readonly number[])[]): readonly number[] {
  const [first = []] = rows;
  return first.map((_, at) => rows.reduce((sum, row) => sum + (row[at] ?? 0), 0) / rows.length);
}

function together(used: readonly TrialUsage[]): TrialUsage {
  const sum = (of: (usage: TrialUsage) => number): number =>
    used.reduce((total, usage) => total + of(usage), 0);
  return {
    seconds: sum(({ seconds }) => seconds),
    cpuSeconds: sum(({ cpuSeconds }) => cpuSeconds),
    peakMemoryMb: Math.max(...used.map(({ peakMemoryMb }) => peakMemoryMb)),
  };
}
