import { permutation, randomFor } from '../../contracts/seeded-random.js';
import { MlxError } from '../../errors/index.js';
import { readCheckpoint, type TrainingState, writeCheckpoint } from './checkpoint.js';
import { chooseTrainer } from './choose-trainer.js';
import type { Compute } from './compute.js';
import type { EpochRecord, FitContext, TrainingRoad } from './fit-context.js';
import type { NetworkWeights } from './network.js';
import { scheduleFactor } from './schedule.js';
import type { Trainer, TrainingJob } from './trainer.js';
import { type TrainingSubject, trainingJob, trainingKey } from './training-job.js';

export type { TrainingSubject } from './training-job.js';

import type { TrainingOptions } from './training-options.js';
import { namedValues } from './weight-layout.js';

export interface TrainedNetwork {
  /** Of the parameters and of the network's state. */
  readonly weights: NetworkWeights;
  /** Mean losses without penalties, for each epoch: over the batches as they were learnt from, and over the validation rows. */
  readonly history: readonly EpochRecord[];
  readonly epochs: number;
  /** The epoch whose weights these are. */
  readonly bestEpoch: number;
  readonly stoppedEarly: boolean;
  /** Whether it ended because `context.isTimeUp` said so. */
  readonly outOfTime: boolean;
  readonly road: TrainingRoad;
}

/**
 * Trains a network by minibatches and gives its weights: with early stopping and validation rows those of the epoch
 * with the least validation loss, else the last. Emits an `epoch` event after each epoch, keeps its place in
 * `context.checkpoints` and resumes from there to the same bits. Same data, options, seed, backend and threads: same weights.
 * Throws `learning/diverged` when a loss is not finite, and the signal's reason soon after it aborts.
 */
export async function trainNetwork(
  subject: TrainingSubject,
  options: TrainingOptions,
  context: FitContext,
): Promise<TrainedNetwork> {
  const compute = await context.compute();
  const job = trainingJob(compute.tf, subject, { options, context });
  const { trainer, reason } = await chooseTrainer(job, subject.road ?? 'auto');
  try {
    const training = { job, trainer, context, compute, state: initialState(job) };
    await train(training);
    return trained(training, reason);
  } finally {
    trainer.dispose();
  }
}

interface Training {
  readonly job: TrainingJob;
  readonly trainer: Trainer;
  readonly context: FitContext;
  readonly compute: Compute;
  readonly state: TrainingState & { leaked: number };
}

function initialState({ start }: TrainingJob): Training['state'] {
  return {
    epoch: 0,
    waited: 0,
    reference: Infinity,
    bestEpoch: 0,
    bestLoss: Infinity,
    history: [],
    now: start,
    best: { weights: start.weights.slice(), state: start.state.slice() },
    leaked: 0,
  };
}

async function train(training: Training): Promise<void> {
  const { job, trainer, context, compute, state } = training;
  const { checkpoints } = context;
  const key = trainingKey(job, compute, trainer.road);
  const saved = await checkpoints?.load();
  if (saved !== undefined && readCheckpoint(state, key, saved)) trainer.restore(state.now);

  let savedAt = performance.now();
  while (!isOver(training)) {
    await trainEpoch(training);
    if (checkpoints === undefined) continue;
    if (performance.now() - savedAt < checkpoints.everySeconds * 1000) continue;
    trainer.copyTo(state.now);
    await checkpoints.save(writeCheckpoint(state, key));
    savedAt = performance.now();
  }
  trainer.copyTo(state.now);
  refuseDiverged(training, state.now.weights);
}

async function trainEpoch(training: Training): Promise<void> {
  const { job, trainer, state, context } = training;
  const { options, train: rows, batchSize, tf } = job;
  const { seed, label } = context;
  const epoch = state.epoch + 1;
  const batches = Math.ceil(rows.rows / batchSize);
  const { history } = state;
  const factor = scheduleFactor(options.schedule, {
    epoch,
    epochs: options.epochs,
    batches,
    history,
  });
  const loss = await trainer.learn({
    epoch,
    order: permutation(rows.rows, randomFor(seed, `${label}/shuffle/${epoch}`)),
    stepsBefore: state.epoch * batches,
    rate: (batch) => options.optimizer.learningRate * factor(batch),
  });
  const validationLoss = Number.isFinite(loss) ? await trainer.validate() : undefined;
  const record: EpochRecord = {
    epoch,
    loss,
    ...(validationLoss === undefined ? {} : { validationLoss }),
  };
  state.epoch = epoch;
  state.history.push(record);
  refuseDiverged(training, [loss, validationLoss ?? 0]);
  remember(training, validationLoss ?? loss);
  countLeaks(training, tf.memory().numTensors);
  context.emit({ type: 'epoch', candidate: label, epochs: options.epochs, ...record });
}

/** Keeps the best weights where they will be wanted, and counts the epochs that brought nothing. */
function remember({ state, job, trainer }: Training, loss: number): void {
  if (loss < state.bestLoss) {
    state.bestLoss = loss;
    state.bestEpoch = state.epoch;
    if (keepsBest(job)) {
      trainer.copyTo(state.now);
      state.best.weights.set(state.now.weights);
      state.best.state.set(state.now.state);
    }
  }
  if (loss < state.reference - (job.options.earlyStopping?.minDelta ?? 0)) {
    state.reference = loss;
    state.waited = 0;
  } else {
    state.waited++;
  }
}

function keepsBest({ options, validation }: TrainingJob): boolean {
  return options.earlyStopping !== undefined && validation !== undefined;
}

function isOver(training: Training): boolean {
  const { state, job } = training;
  return state.epoch >= job.options.epochs || isPatienceOver(training) || isTimeUp(training);
}

/** One epoch is done whatever it takes: nothing would be worse. */
function isTimeUp({ state, context }: Training): boolean {
  return state.epoch > 0 && context.isTimeUp?.() === true;
}

function isPatienceOver({ state, job }: Training): boolean {
  const { earlyStopping } = job.options;
  return earlyStopping !== undefined && state.waited >= earlyStopping.patience;
}

/** The first epoch puts rows and the like inside the backend, for good; none after it may leave anything. */
function countLeaks(training: Training, tensors: number): void {
  const { state } = training;
  const before = tensorsAfterFirst.get(training);
  if (before === undefined) tensorsAfterFirst.set(training, tensors);
  else state.leaked = Math.max(state.leaked, tensors - before);
}

const tensorsAfterFirst = new WeakMap<Training, number>();

function refuseDiverged({ state, context }: Training, numbers: ArrayLike<number>): void {
  if (Array.from(numbers).every(Number.isFinite)) return;
  throw new MlxError(
    'learning/diverged',
    `The training of \`${context.label}\` diverged: in epoch ${state.epoch} its loss is no longer a finite number`,
    {
      hints: [
        'Lower `learning_rate`, ten times to begin with',
        'Scale the numeric features: `scale: standard`',
        'Limit the steps: `clip_norm: 1`',
      ],
    },
  );
}

function trained(training: Training, reason: string | undefined): TrainedNetwork {
  const { state, job, trainer, compute } = training;
  const kept = keepsBest(job) ? state.best : state.now;
  return {
    weights: {
      ...namedValues(job.layout, kept.weights),
      ...namedValues(job.stateLayout, kept.state),
    },
    history: state.history,
    epochs: state.epoch,
    bestEpoch: keepsBest(job) ? state.bestEpoch : state.epoch,
    stoppedEarly: isPatienceOver(training),
    outOfTime: state.epoch < job.options.epochs && !isPatienceOver(training),
    road: {
      name: trainer.road,
      backend: compute.backend,
      threads: compute.threads,
      leakedTensors: state.leaked,
      ...(reason === undefined ? {} : { reason }),
    },
  };
}
