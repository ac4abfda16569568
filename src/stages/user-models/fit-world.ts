import type {
  Layers,
  NetworkOptions,
  TrainedNetwork,
  Context as UserContext,
} from '../../../types/model.js';
import { randomFor } from '../../contracts/seeded-random.js';
import type { EpochRecord, TrainingRoad } from '../../learning/compute/fit-context.js';
import { activation } from '../../learning/compute/layers/activations.js';
import { dense } from '../../learning/compute/layers/dense.js';
import {
  chain,
  dropout,
  type Layer,
  networkOf,
  residual,
} from '../../learning/compute/layers/layer.js';
import { trainNetwork } from '../../learning/compute/train-network.js';
import type { FitContext, TrainingData } from '../../learning/models/model-family.js';
import { lossOfTask } from '../../learning/models/parts/loss-of-task.js';
import { networkData } from '../../learning/models/parts/network-data.js';
import { logitsOf } from '../../learning/models/parts/predictions.js';
import { onTargetScale } from '../../learning/models/parts/target-scale.js';
import { trainingNotes } from '../../learning/models/parts/training-params.js';

/** What a user's `fit` may use, and what it has done with it. */
interface FitWorld {
  readonly context: UserContext;
  readonly history: EpochRecord[];
  readonly notes: string[];
  /** Of the last network it trained. */
  trained:
    | { readonly epochs: number; readonly bestEpoch: number; readonly road: TrainingRoad }
    | undefined;
}

/** The context of a user's `fit`. */
export function fitWorld(data: TrainingData, context: FitContext): FitWorld {
  const { seed, label, signal } = context;
  const history: EpochRecord[] = [];
  const notes: string[] = [];
  const world: FitWorld = {
    history,
    notes,
    trained: undefined,
    context: {
      ...{ label, seed, signal },
      random: (name) => randomFor(seed, `${label}/${name}`),
      isTimeUp: () => context.isTimeUp?.() === true,
      epoch: async ({ loss, validationLoss, of }) => {
        const epoch = history.length + 1;
        const record = { epoch, loss, ...(validationLoss !== undefined && { validationLoss }) };
        history.push(record);
        context.emit({ type: 'epoch', candidate: label, epochs: of ?? epoch, ...record });
        // A turn of the event loop, so that Ctrl-C is heard between two passes.
        await new Promise((resolve) => setImmediate(resolve));
        signal.throwIfAborted();
      },
      tensorflow: async () => (await context.compute()).tf,
      layers: layersFor(context),
      trainNetwork: async (layer, options = {}) => {
        const trained = await trainOn(data, { layer, options, context });
        history.push(...trained.history);
        notes.push(...trained.notes);
        world.trained = trained;
        const { weights, epochs, bestEpoch, scale } = trained;
        return { weights, epochs, bestEpoch, scale } satisfies TrainedNetwork;
      },
    },
  };
  return world;
}

function layersFor(place: FitContext): Layers {
  return {
    dense: (name, inputs, outputs) => dense(place, { name, inputs, outputs }),
    activation: (name) => activation(name),
    ...{ dropout, chain, residual },
  };
}

/** As `mlp` is trained; the defaults are its, too. */
async function trainOn(
  given: TrainingData,
  {
    layer,
    options,
    context,
  }: { readonly layer: Layer; readonly options: NetworkOptions; readonly context: FitContext },
) {
  const { data, scale } = onTargetScale(given);
  const { epochs = 200, batchSize = 200, learningRate = 1e-3, l2 = 0, patience = 30 } = options;
  const trained = await trainNetwork(
    {
      network: networkOf(layer, logitsOf(data.task)),
      loss: lossOfTask(data.task),
      data: networkData(data),
    },
    {
      ...{ epochs, batchSize, l1: 0, l2, optimizer: { name: 'adam', learningRate } },
      ...(patience > 0 && { earlyStopping: { patience, minDelta: 0 } }),
    },
    context,
  );
  return { ...trained, scale, notes: trainingNotes(trained, epochs) };
}
