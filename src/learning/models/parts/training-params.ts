import type { Params, ValuesOf } from '../../../contracts/params.js';
import type { TrainedNetwork } from '../../compute/train-network.js';
import type {
  EarlyStopping,
  OptimizerOptions,
  Schedule,
  TrainingOptions,
} from '../../compute/training-options.js';
import type { FitResult } from '../model-family.js';

/** When a family that trains by epochs stops; it spreads this into its own params. */
export const earlyStoppingParams = {
  early_stopping: {
    type: 'object',
    description:
      'Stops when the validation loss (without validation rows: the training loss) no longer falls, and goes back to the best epoch; `false` never stops early',
    properties: {
      patience: {
        type: 'integer',
        minimum: 0,
        default: 30,
        description: 'Epochs to wait for something better; 0 never stops early',
      },
      min_delta: {
        type: 'number',
        minimum: 0,
        default: 0,
        description: 'How much lower the loss must be to count as better',
      },
    },
  },
} as const satisfies Params;

/** As `trainNetwork` wants it. Left out altogether it has its defaults; undefined means never to stop early. */
export function earlyStoppingOf({
  early_stopping: { patience, min_delta } = { patience: 30, min_delta: 0 },
}: ValuesOf<typeof earlyStoppingParams>): { readonly earlyStopping?: EarlyStopping } {
  return patience === 0 ? {} : { earlyStopping: { patience, minDelta: min_delta } };
}

/** Which optimiser a family of networks takes; it spreads this into its own params. */
export const optimizerParams = {
  learning_rate: {
    type: 'number',
    exclusiveMinimum: 0,
    default: 1e-3,
    search: { low: 1e-4, high: 1e-2, log: true },
    description: 'Length of a step',
  },
  optimizer: {
    enum: ['adam', 'adamw', 'sgd', 'rmsprop'],
    default: 'adam',
    description:
      '`adamw` is `adam` with a `weight_decay` of 0.01 when none is set; `sgd` has a Nesterov momentum of 0.9',
  },
  weight_decay: {
    type: 'number',
    minimum: 0,
    default: 0,
    description: 'Share of each weight taken away at a step, times the learning rate',
  },
} as const satisfies Params;

/** As `trainNetwork` wants it. */
export function optimizerOf({
  optimizer,
  learning_rate: learningRate,
  weight_decay: weightDecay,
}: ValuesOf<typeof optimizerParams>): OptimizerOptions {
  switch (optimizer) {
    case 'adam':
      return { name: 'adam', learningRate, weightDecay };
    case 'adamw':
      return { name: 'adam', learningRate, weightDecay: weightDecay === 0 ? 0.01 : weightDecay };
    case 'rmsprop':
      return { name: 'rmsprop', learningRate, weightDecay };
    case 'sgd':
      return { name: 'sgd', learningRate, weightDecay, momentum: 0.9, nesterov: true };
  }
}

/** How the learning rate of a network moves; a family spreads this into its own params. */
export const scheduleParams = {
  schedule: {
    enum: ['constant', 'cosine', 'step', 'exponential', 'plateau'],
    default: 'constant',
    description:
      '`cosine` sinks to 0 and `exponential` to a hundredth at the last epoch; `step`: a tenth after each third of the epochs; `plateau`: a tenth after 10 epochs without a lower loss',
  },
  warmup_epochs: {
    type: 'integer',
    minimum: 0,
    default: 0,
    description: 'Epochs over which the learning rate rises to its full length',
  },
} as const satisfies Params;

/** As `trainNetwork` wants it. */
export function scheduleOf({
  schedule,
  warmup_epochs: warmupEpochs,
  epochs,
}: ValuesOf<typeof scheduleParams> & { readonly epochs: number }): {
  readonly schedule?: Schedule;
} {
  if (schedule === 'constant' && warmupEpochs === 0) return {};
  const cooling = Math.max(1, epochs - warmupEpochs);
  switch (schedule) {
    case 'step':
      return {
        schedule: { name: 'step', warmupEpochs, every: Math.ceil(cooling / 3), factor: 0.1 },
      };
    case 'exponential':
      return { schedule: { name: 'exponential', warmupEpochs, factor: 0.01 ** (1 / cooling) } };
    case 'plateau':
      return { schedule: { name: 'plateau', warmupEpochs, patience: 10, factor: 0.1 } };
    case 'constant':
    case 'cosine':
      return { schedule: { name: schedule, warmupEpochs } };
  }
}

/** All of these together, as `trainNetwork` wants them; without penalties. */
export function trainingOptions(
  values: ValuesOf<typeof earlyStoppingParams> &
    ValuesOf<typeof optimizerParams> &
    ValuesOf<typeof scheduleParams> & { readonly epochs: number; readonly batch_size: number },
): TrainingOptions {
  return {
    ...{ epochs: values.epochs, batchSize: values.batch_size, l1: 0, l2: 0 },
    optimizer: optimizerOf(values),
    ...scheduleOf(values),
    ...earlyStoppingOf(values),
  };
}

/** How a training of at most so many epochs went, as a family gives it beside its model. */
export function courseOf(trained: TrainedNetwork, epochs: number): Omit<FitResult, 'model'> {
  const { history, bestEpoch, road } = trained;
  return {
    history,
    epochs: trained.epochs,
    bestEpoch,
    notes: trainingNotes(trained, epochs),
    road,
  };
}

/** What the user should know of how a training ended. */
export function trainingNotes(trained: TrainedNetwork, epochs: number): readonly string[] {
  return [...endNotes(trained, epochs), ...roadNotes(trained.road)];
}

/** Only what was not to be expected: that the fast road was closed, or that memory was lost on the way. */
function roadNotes({ backend, name, reason, leakedTensors }: TrainedNetwork['road']): string[] {
  return [
    ...(reason === undefined ? [] : [`trained op by op on ${backend}, which is slower: ${reason}`]),
    ...(leakedTensors === 0
      ? []
      : [`each epoch left up to ${leakedTensors} tensors behind (${name})`]),
  ];
}

function endNotes(trained: TrainedNetwork, epochs: number): readonly string[] {
  const best = trained.history.at(-1)?.epoch === trained.bestEpoch;
  if (trained.stoppedEarly) {
    return [
      `stopped after epoch ${trained.epochs} of ${epochs}, since the loss no longer fell` +
        (best ? '' : `; kept the weights of epoch ${trained.bestEpoch}`),
    ];
  }
  if (trained.outOfTime) {
    return [
      `stopped after epoch ${trained.epochs} of ${epochs}, since the time for learning was up`,
    ];
  }
  return best ? [] : [`kept the weights of epoch ${trained.bestEpoch}, the best of ${epochs}`];
}
