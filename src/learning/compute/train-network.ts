import { permutation, randomFor } from '../../contracts/seeded-random.js';
import { MlxError } from '../../errors/index.js';
import { batchReader } from './batches.js';
import { readCheckpoint, type TrainingState, writeCheckpoint } from './checkpoint.js';
import { type EagerNetwork, eagerNetwork } from './eager-step.js';
import type { EpochRecord, FitContext } from './fit-context.js';
import type {
  LossName,
  Network,
  NetworkData,
  NetworkRows,
  NetworkWeights,
  TrainingOptions,
} from './network.js';
import { createOptimizer, type Optimizer } from './optimizer.js';
import { pacer } from './pacer.js';
import { initialWeights, layoutOf, namedWeights, type WeightLayout } from './weight-layout.js';

/** What is trained, on what. */
export interface TrainingSubject {
  readonly network: Network;
  readonly loss: LossName;
  readonly data: NetworkData;
}

export interface TrainedNetwork {
  readonly weights: NetworkWeights;
  /** Mean losses without penalties, for each epoch: over the batches as they were learnt from, and over the validation rows. */
  readonly history: readonly EpochRecord[];
  readonly epochs: number;
  /** The epoch whose weights these are. */
  readonly bestEpoch: number;
  readonly stoppedEarly: boolean;
}

/**
 * Trains a network by minibatches and gives its weights: with early stopping and validation rows those of the epoch
 * with the least validation loss, else the last. Emits an `epoch` event after each epoch, keeps its place in
 * `context.checkpoints` and resumes from there to the same bits. Same data, options, seed and backend: same weights.
 * Throws `learning/diverged` when a loss is not finite, and the signal's reason soon after it aborts.
 */
export async function trainNetwork(
  subject: TrainingSubject,
  options: TrainingOptions,
  context: FitContext,
): Promise<TrainedNetwork> {
  const { tf } = await context.compute();
  const layout = layoutOf(subject.network);
  const optimizer = createOptimizer(options.optimizer, layout);
  const state = initialState(initialWeights(subject.network, layout), optimizer);
  const training: Training = {
    subject,
    options,
    context,
    layout,
    optimizer,
    state,
    eager: eagerNetwork(tf, subject, layout),
    breathe: pacer(context.signal),
  };

  const key = trainingKey(training);
  const saved = await context.checkpoints?.load();
  if (saved !== undefined) readCheckpoint(state, key, saved);

  let savedAt = performance.now();
  while (state.epoch < options.epochs && !isPatienceOver(training)) {
    await trainEpoch(training);
    const { checkpoints } = context;
    if (checkpoints === undefined) continue;
    if (performance.now() - savedAt < checkpoints.everySeconds * 1000) continue;
    await checkpoints.save(writeCheckpoint(state, key));
    savedAt = performance.now();
  }
  return trained(training);
}

interface Training {
  readonly subject: TrainingSubject;
  readonly options: TrainingOptions;
  readonly context: FitContext;
  readonly layout: WeightLayout;
  readonly optimizer: Optimizer;
  readonly state: TrainingState;
  readonly eager: EagerNetwork;
  readonly breathe: () => Promise<void> | undefined;
}

function initialState(weights: Float32Array, { slots }: Optimizer): TrainingState {
  return {
    epoch: 0,
    waited: 0,
    reference: Infinity,
    bestEpoch: 0,
    bestLoss: Infinity,
    history: [],
    weights,
    bestWeights: weights.slice(),
    slots,
  };
}

/** A checkpoint is only good for the training it was made by. */
function trainingKey({
  subject: { network, loss, data },
  options,
  context,
  layout,
}: Training): string {
  const { seed, label } = context;
  const rows = [data.train.x.rows, data.validation?.x.rows ?? 0];
  const { epochs: _, ...rest } = options;
  return JSON.stringify({
    seed,
    label,
    loss,
    rows,
    ...rest,
    size: layout.size,
    outputs: network.outputs,
  });
}

async function trainEpoch(training: Training): Promise<void> {
  const { state, context, options, subject } = training;
  const epoch = state.epoch + 1;
  const loss = await learnFromAllRows(training, epoch);
  const validation = subject.data.validation;
  const validationLoss =
    validation === undefined ? undefined : await meanLossOf(training, validation);
  const record: EpochRecord = {
    epoch,
    loss,
    ...(validationLoss === undefined ? {} : { validationLoss }),
  };
  refuseDiverged(training, record);

  state.epoch = epoch;
  state.history.push(record);
  remember(training, validationLoss ?? loss);
  context.emit({ type: 'epoch', candidate: context.label, epochs: options.epochs, ...record });
}

/** One pass over the training rows in a random order of its own; the mean of the batches' losses. */
async function learnFromAllRows(training: Training, epoch: number): Promise<number> {
  const { subject, options, context, layout, optimizer, state, eager, breathe } = training;
  const { train } = subject.data;
  const { seed, label } = context;
  const order = permutation(train.x.rows, randomFor(seed, `${label}/shuffle/${epoch}`));
  const batchSize = Math.min(options.batchSize, train.x.rows);
  const batchFrom = batchReader(train, subject.network.outputs, batchSize);
  const batches = Math.ceil(train.x.rows / batchSize);
  const gradient = new Float32Array(layout.size);

  let total = 0;
  for (let index = 0; index < batches; index++) {
    const batch = batchFrom(order, index * batchSize);
    const random = randomFor(seed, `${label}/dropout/${epoch}/${index}`);
    const loss = eager.lossAndGradient(state.weights, batch, { gradient, random });
    if (!Number.isFinite(loss)) return loss;
    total += loss * batch.rows;
    addPenalties(training, gradient);
    if (options.clipNorm !== undefined) clip(gradient, options.clipNorm);
    optimizer.step(state.weights, gradient, (epoch - 1) * batches + index + 1);
    await breathe();
  }
  return total / train.x.rows;
}

function addPenalties(
  { options: { l1, l2 }, layout, state: { weights } }: Training,
  gradient: Float32Array,
): void {
  for (const { start, end } of layout.regularised) {
    if (l2 > 0) {
      for (let at = start; at < end; at++) {
        gradient[at] = (gradient[at] as number) + l2 * (weights[at] as number);
      }
    }
    if (l1 > 0) {
      for (let at = start; at < end; at++) {
        gradient[at] = (gradient[at] as number) + l1 * Math.sign(weights[at] as number);
      }
    }
  }
}

function clip(gradient: Float32Array, longest: number): void {
  let squares = 0;
  for (const slope of gradient) squares += slope * slope;
  const factor = longest / Math.sqrt(squares);
  if (factor >= 1) return;
  for (let at = 0; at < gradient.length; at++) gradient[at] = (gradient[at] as number) * factor;
}

/** Rows in one batch when nothing is learnt: large, since only the size of the intermediate tensors limits it. */
const evaluationBatch = 4096;

async function meanLossOf(training: Training, rows: NetworkRows): Promise<number> {
  const count = rows.x.rows;
  const order = Uint32Array.from({ length: count }, (_, row) => row);
  const batchFrom = batchReader(
    rows,
    training.subject.network.outputs,
    Math.min(evaluationBatch, count),
  );
  let total = 0;
  for (let start = 0; start < count; start += evaluationBatch) {
    const batch = batchFrom(order, start);
    total += training.eager.loss(training.state.weights, batch) * batch.rows;
    await training.breathe();
  }
  return total / count;
}

/** Keeps the best weights, and counts the epochs that brought nothing. */
function remember({ state, options }: Training, loss: number): void {
  if (loss < state.bestLoss) {
    state.bestLoss = loss;
    state.bestEpoch = state.epoch;
    state.bestWeights.set(state.weights);
  }
  if (loss < state.reference - (options.earlyStopping?.minDelta ?? 0)) {
    state.reference = loss;
    state.waited = 0;
  } else {
    state.waited++;
  }
}

function isPatienceOver({ state, options: { earlyStopping } }: Training): boolean {
  return earlyStopping !== undefined && state.waited >= earlyStopping.patience;
}

function refuseDiverged({ state, context }: Training, record: EpochRecord): void {
  const { epoch, loss, validationLoss = 0 } = record;
  if (
    Number.isFinite(loss) &&
    Number.isFinite(validationLoss) &&
    state.weights.every(Number.isFinite)
  )
    return;
  throw new MlxError(
    'learning/diverged',
    `The training of \`${context.label}\` diverged: in epoch ${epoch} its loss is no longer a finite number`,
    {
      hints: [
        'Lower `learning_rate`, ten times to begin with',
        'Scale the numeric features: `scale: standard`',
        'Limit the steps: `clip_norm: 1`',
      ],
    },
  );
}

function trained(training: Training): TrainedNetwork {
  const { state, options, subject, layout } = training;
  const keepsBest = options.earlyStopping !== undefined && subject.data.validation !== undefined;
  return {
    weights: namedWeights(layout, keepsBest ? state.bestWeights : state.weights),
    history: state.history,
    epochs: state.epoch,
    bestEpoch: keepsBest ? state.bestEpoch : state.epoch,
    stoppedEarly: isPatienceOver(training),
  };
}
