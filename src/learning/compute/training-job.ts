import type { Compute, TensorFlow } from './compute.js';
import type { FitContext } from './fit-context.js';
import type { Loss, Network, NetworkData } from './network.js';
import { createOptimizer } from './optimizer.js';
import { pacer } from './pacer.js';
import { batchReader } from './rows/batches.js';
import type { Road, TrainingJob } from './trainer.js';
import type { TrainingOptions } from './training-options.js';
import { initialValues, layoutOf, stateLayoutOf } from './weight-layout.js';

/** What is trained, on what. */
export interface TrainingSubject {
  readonly network: Network;
  readonly loss: Loss;
  readonly data: NetworkData;
  /** Only for comparing roads: `auto` takes the fastest that gives the same. */
  readonly road?: Road | 'auto';
}

/** Puts together what every trainer needs. */
export function trainingJob(
  tf: TensorFlow,
  { network, loss, data }: TrainingSubject,
  { options, context }: { readonly options: TrainingOptions; readonly context: FitContext },
): TrainingJob {
  const layout = layoutOf(network);
  const stateLayout = stateLayoutOf(network);
  const wanted = { loss, outputs: network.outputs };
  const train = batchReader(data.train, wanted);
  return {
    tf,
    network,
    loss,
    train,
    ...(data.validation === undefined ? {} : { validation: batchReader(data.validation, wanted) }),
    batchSize: Math.min(options.batchSize, train.rows),
    options,
    context,
    layout,
    stateLayout,
    start: {
      weights: initialValues(network.parameters, layout),
      state: initialValues(network.state ?? [], stateLayout),
      slots: createOptimizer(options.optimizer, layout).slots,
    },
    breathe: pacer(context.signal),
    throwIfAborted: () => context.signal.throwIfAborted(),
  };
}

/** A checkpoint is only good for the training it was made by: roads, backends and threads round differently. */
export function trainingKey(job: TrainingJob, compute: Compute, road: Road): string {
  const { context, loss, train, validation, options, layout, stateLayout, network } = job;
  const { seed, label } = context;
  const { epochs: _, ...rest } = options;
  // A cosine is spread over the epochs.
  const epochs = options.schedule?.name === 'cosine' ? options.epochs : undefined;
  const { backend, version, threads } = compute;
  return JSON.stringify({
    seed,
    label,
    loss,
    rows: [train.rows, validation?.rows ?? 0],
    ...rest,
    epochs,
    sizes: [layout.size, stateLayout.size],
    outputs: network.outputs,
    ...(train.changeKey === undefined ? {} : { change: train.changeKey }),
    computed: [road, backend, version, threads],
  });
}
