import type { Tensor } from '@tensorflow/tfjs-core';
import type { TensorFlow } from '../compute.js';
import { createOptimizer, type Optimizer } from '../optimizer.js';
import type { Batch } from '../rows/batches.js';
import { evaluationBatch, inOrder } from '../rows/batches.js';
import type { EpochPass, Learned, Trainer, TrainingJob } from '../trainer.js';
import { blockTensors } from '../weight-layout.js';
import { gradientStep, lossStep, type StepInputs } from './eager-step.js';
import { addPenalties, clipGradient } from './gradient-rules.js';

/** Trains op by op: every gradient comes back to JavaScript, and the optimiser works there. Leaves no tensor behind. */
export function eagerTrainer(job: TrainingJob): Trainer {
  const { layout, start } = job;
  const optimizer = createOptimizer(job.options.optimizer, layout);
  const now: Learned = {
    weights: start.weights.slice(),
    state: start.state.slice(),
    slots: optimizer.slots,
  };
  copyLearned(start, now);
  const eager = { job, optimizer, now };
  return {
    road: 'eager',
    learn: (pass) => learn(eager, pass),
    validate: () => validate(eager),
    copyTo: (learned) => copyLearned(now, learned),
    restore: (learned) => copyLearned(learned, now),
    dispose: () => undefined,
  };
}

interface EagerTraining {
  readonly job: TrainingJob;
  readonly optimizer: Optimizer;
  readonly now: Learned;
}

function copyLearned(from: Learned, to: Learned): void {
  to.weights.set(from.weights);
  to.state.set(from.state);
  for (const [index, slot] of from.slots.entries()) to.slots[index]?.set(slot);
}

async function learn({ job, optimizer, now }: EagerTraining, pass: EpochPass): Promise<number> {
  const { train, batchSize, options, layout } = job;
  const { order, stepsBefore, epoch } = pass;
  const gradient = new Float32Array(layout.size);
  let total = 0;
  for (let start = 0, batch = 0; start < order.length; start += batchSize, batch++) {
    const count = Math.min(batchSize, order.length - start);
    const rows = await train.read(order, start, { count, epoch });
    const step = stepsBefore + batch;
    const loss = takeGradient(job, now, { rows, step, gradient });
    if (!Number.isFinite(loss)) return loss;
    total += loss * rows.rows;
    addPenalties(gradient, now.weights, { ...options, layout });
    clipGradient(gradient, options);
    optimizer.step(now.weights, gradient, { number: step + 1, rate: pass.rate(batch) });
    await job.breathe();
  }
  return total / order.length;
}

interface BatchPlace {
  readonly rows: Batch;
  readonly step: number;
  /** The gradient is written here. */
  readonly gradient: Float32Array;
}

/** The loss of a batch; also writes its gradient and the new state. */
function takeGradient(job: TrainingJob, now: Learned, place: BatchPlace): number {
  const { tf, layout, stateLayout } = job;
  let loss = 0;
  tf.tidy(() => {
    const inputs = inputsOf(tf, job, { now, rows: place.rows });
    const masks = { ...job.context, step: place.step };
    const step = gradientStep(tf, job, { inputs, place: masks });
    step.gradients.forEach((slope, index) => {
      place.gradient.set(slope.dataSync(), layout.blocks[index]?.start);
    });
    step.state.forEach((value, index) => {
      now.state.set(value.dataSync(), stateLayout.blocks[index]?.start);
    });
    loss = step.loss.dataSync()[0] as number;
  });
  return loss;
}

async function validate({ job, now }: EagerTraining): Promise<number | undefined> {
  const { validation, tf } = job;
  if (validation === undefined) return undefined;
  const order = inOrder(validation.rows);
  const size = evaluationBatch(validation.features, validation.rows);
  let total = 0;
  for (let start = 0; start < validation.rows; start += size) {
    const count = Math.min(size, validation.rows - start);
    const rows = await validation.read(order, start, { count });
    tf.tidy(() => {
      const loss = lossStep(tf, job, inputsOf(tf, job, { now, rows }));
      total += (loss.dataSync()[0] as number) * count;
    });
    await job.breathe();
  }
  return total / validation.rows;
}

function inputsOf(
  tf: TensorFlow,
  { layout, stateLayout, train }: TrainingJob,
  { now, rows: { rows, x, targets } }: { readonly now: Learned; readonly rows: Batch },
): StepInputs {
  const weighted = (values: Float32Array | undefined): { rowWeights?: Tensor } =>
    values === undefined ? {} : { rowWeights: tf.tensor1d(values) };
  return {
    x: tf.tensor2d(x, [rows, train.features]),
    y: tf.tensor2d(targets.y, [rows, train.targetWidth]),
    ...weighted(targets.weights),
    weights: blockTensors(tf, layout, now.weights),
    state: blockTensors(tf, stateLayout, now.state),
  };
}
