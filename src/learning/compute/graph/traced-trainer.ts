import type { Tensor } from '@tensorflow/tfjs-core';
import { evaluationBatch, inOrder } from '../rows/batches.js';
import type { EpochPass, Learned, Trainer, TrainingJob } from '../trainer.js';
import type { PlacedBlock } from '../weight-layout.js';
import type { BatchLoop } from './batch-loop.js';
import { mostSteps, type VariablePlace } from './graph-places.js';
import { type RowBlocks, rowBlocks } from './row-blocks.js';
import { type GraphSession, openSession } from './session.js';
import { buildTrainGraph, type TrainGraph } from './train-graph.js';

/**
 * Records one step of the training as a TensorFlow graph, and runs it many steps to a call. Throws when the network does
 * what a graph cannot hold. What it gives follows from data, options, seed and the number of threads alone: into how many
 * calls the steps were divided does not matter.
 */
export async function tracedTrainer(job: TrainingJob): Promise<Trainer> {
  const { tf, train, validation } = job;
  const built = buildTrainGraph(tf, job);
  const session = await openSession(tf, built.graph);
  const traced: TracedTraining = {
    job,
    built,
    session,
    train: rowBlocks(tf, train),
    ...(validation === undefined ? {} : { validation: rowBlocks(tf, validation) }),
    pace: { steps: 4 },
  };
  restore(traced, job.start);
  return {
    road: 'traced',
    learn: (pass) => learn(traced, pass),
    validate: () => validate(traced),
    copyTo: (learned) => copyTo(traced, learned),
    restore: (learned) => restore(traced, learned),
    dispose: () => {
      traced.train.dispose();
      traced.validation?.dispose();
      session.close();
    },
  };
}

interface TracedTraining {
  readonly job: TrainingJob;
  readonly built: TrainGraph;
  readonly session: GraphSession;
  readonly train: RowBlocks;
  readonly validation?: RowBlocks;
  /** How many steps the next call takes. */
  readonly pace: { steps: number };
}

async function learn(traced: TracedTraining, pass: EpochPass): Promise<number> {
  const { job, built } = traced;
  const scalars = (batch: number) => {
    const rate = pass.rate(batch);
    return [rate, ...built.optimizer.scalars({ number: pass.stepsBefore + batch + 1, rate })];
  };
  return meanLoss(traced, {
    blocks: traced.train,
    loops: built.learning,
    order: pass.order,
    epoch: pass.epoch,
    batchSize: job.batchSize,
    stepsBefore: pass.stepsBefore,
    scalars,
  });
}

async function validate(traced: TracedTraining): Promise<number | undefined> {
  const { job, built, validation: blocks } = traced;
  if (job.validation === undefined || blocks === undefined) return undefined;
  const { rows, features } = job.validation;
  return meanLoss(traced, {
    blocks,
    loops: built.evaluating,
    order: inOrder(rows),
    batchSize: evaluationBatch(features, rows),
    stepsBefore: 0,
    scalars: () => [0],
  });
}

interface Pass {
  readonly blocks: RowBlocks;
  readonly loops: readonly BatchLoop[];
  readonly order: Uint32Array;
  /** Absent where nothing is learnt. */
  readonly epoch?: number;
  readonly batchSize: number;
  readonly stepsBefore: number;
  scalars(batch: number): readonly number[];
}

/** Goes over rows in an order, and gives the mean of their losses; as soon as one is not finite, that. */
async function meanLoss(traced: TracedTraining, pass: Pass): Promise<number> {
  const { order, batchSize, blocks, loops } = pass;
  let total = 0;
  let batch = 0;
  for await (const block of blocks.inOrder(order, batchSize, pass.epoch)) {
    for (let start = 0; start < block.order.length; ) {
      const left = block.order.length - start;
      const rows = Math.min(batchSize, left);
      const loop = loops.find((one) => one.rows === rows);
      if (loop === undefined) throw new Error(`no loop was made for batches of ${rows} rows`);
      const steps = Math.min(traced.pace.steps, Math.floor(left / rows));
      const places = block.order.subarray(start, start + steps * rows);
      const losses = runSteps(traced, pass, { loop, steps, batch, feeds: block.feeds, places });
      for (const loss of losses) {
        if (!Number.isFinite(loss)) return loss;
        total += loss * rows;
      }
      batch += steps;
      start += steps * rows;
      await traced.job.breathe();
    }
  }
  return total / order.length;
}

interface Call {
  readonly loop: BatchLoop;
  readonly steps: number;
  /** Number of its first batch in the pass. */
  readonly batch: number;
  readonly feeds: Readonly<Record<string, Tensor>>;
  /** Where in these each row is. */
  readonly places: Int32Array;
}

/** Runs some steps in one call, which nothing can interrupt, and so changes how many the next takes. */
function runSteps(traced: TracedTraining, pass: Pass, call: Call): Float32Array {
  const { job, session, pace } = traced;
  const { tf } = job;
  const { loop, steps, batch, feeds, places } = call;
  const began = performance.now();
  const losses = tf.tidy(() => {
    const scalars = Array.from({ length: steps }, (_, step) => [...pass.scalars(batch + step)]);
    const [result] = session.run(
      {
        ...feeds,
        order: tf.tensor1d(places, 'int32'),
        scalars: tf.tensor2d(scalars),
        count: tf.scalar(steps, 'int32'),
        steps_before: tf.scalar(pass.stepsBefore + batch, 'int32'),
      },
      [loop.losses],
    );
    return (result as Tensor).dataSync<'float32'>().slice(0, steps);
  });
  const perStep = Math.max(1e-3, (performance.now() - began) / steps);
  const wanted = Math.min(mostSteps, Math.max(1, Math.floor(callMilliseconds / perStep)));
  pace.steps = Math.min(wanted, 4 * steps);
  return losses;
}

/** How long a call should take: long enough to be worth its overhead, short enough for Ctrl-C. */
const callMilliseconds = 50;

function copyTo({ job, built, session }: TracedTraining, learned: Learned): void {
  const all = placesAndArrays(job, built, learned);
  const outputs = session.run(
    {},
    all.map(({ place }) => place.read),
  );
  outputs.forEach((tensor, index) => {
    const { block, array } = all[index] as (typeof all)[number];
    array.set(tensor.dataSync(), block.start);
    tensor.dispose();
  });
}

function restore({ job, built, session }: TracedTraining, learned: Learned): void {
  const { tf } = job;
  const feeds: Record<string, Tensor> = {};
  tf.tidy(() => {
    for (const { place, block, array } of placesAndArrays(job, built, learned)) {
      feeds[place.feed] = tf.tensor(array.slice(block.start, block.end), [...block.shape]);
    }
    session.run(feeds, [built.variables.started]);
  });
}

interface PlacedArray {
  readonly place: VariablePlace;
  readonly block: PlacedBlock;
  readonly array: Float32Array;
}

/** Each variable, and which part of which array is the same. */
function placesAndArrays(
  { layout, stateLayout }: TrainingJob,
  { variables }: TrainGraph,
  { weights, state, slots }: Learned,
): readonly PlacedArray[] {
  const pair = (
    places: readonly VariablePlace[],
    blocks: readonly PlacedBlock[],
    array: Float32Array,
  ) => places.map((place, index) => ({ place, block: blocks[index] as PlacedBlock, array }));
  return [
    ...pair(variables.weights, layout.blocks, weights),
    ...pair(variables.state, stateLayout.blocks, state),
    ...variables.slots.flatMap((places, slot) =>
      pair(places, layout.blocks, slots[slot] as Float32Array),
    ),
  ];
}
