import { maskValues } from '../dropout.js';
import { clipGradient } from '../eager/gradient-rules.js';
import type { Batch } from '../rows/batches.js';
import { inOrder } from '../rows/batches.js';
import type { EpochPass, Learned, Trainer, TrainingJob } from '../trainer.js';
import { DensePass } from './dense-pass.js';
import { denseUnits } from './dense-units.js';
import { type KernelLayout, kernelLayout, type PlacedUnit } from './kernel-layout.js';
import { type KernelOptimizer, kernelOptimizer } from './kernel-optimizer.js';
import { type OutputLoss, outputLoss } from './output-losses.js';

/**
 * Trains dense networks in WebAssembly of our own, without a tensor library: layers, gradients and Adam in one memory, with
 * SIMD. Throws `BeyondKernel` for a network, a loss or a size that it does not have.
 */
export function kernelTrainer(job: TrainingJob): Trainer {
  const layout = kernelLayout(denseUnits(job.network), job.layout, job.batchSize);
  const pass = new DensePass(layout);
  const training: KernelTraining = {
    job,
    layout,
    pass,
    lossOf: outputLoss(job.loss),
    optimizer: kernelOptimizer(pass, layout, job.options),
  };
  restore(training, job.start);
  return {
    road: 'kernel',
    learn: (epoch) => learn(training, epoch),
    validate: () => validate(training),
    copyTo: (learned) => copyTo(training, learned),
    restore: (learned) => restore(training, learned),
    dispose: () => undefined,
  };
}

interface KernelTraining {
  readonly job: TrainingJob;
  readonly layout: KernelLayout;
  readonly pass: DensePass;
  readonly lossOf: OutputLoss;
  readonly optimizer: KernelOptimizer;
}

/** Pairs of an array of the network's own layout and one of the kernel's. */
function pairsOf(
  { layout, pass, optimizer }: KernelTraining,
  { weights, slots }: Learned,
): readonly (readonly [Float32Array, Float32Array])[] {
  const own = pass.view(layout.weightsStart, layout.weights.size);
  const kept = optimizer.slots.map((slot, index) => [slots[index] as Float32Array, slot] as const);
  return [[weights, own], ...kept];
}

function copyTo(training: KernelTraining, learned: Learned): void {
  const { places } = training.layout;
  for (const [to, from] of pairsOf(training, learned)) {
    for (let at = 0; at < places.length; at++) to[at] = from[places[at] as number] as number;
  }
}

function restore(training: KernelTraining, learned: Learned): void {
  const { places } = training.layout;
  for (const [from, to] of pairsOf(training, learned)) {
    for (let at = 0; at < places.length; at++) to[places[at] as number] = from[at] as number;
  }
}

async function learn(training: KernelTraining, epoch: EpochPass): Promise<number> {
  const { job, optimizer } = training;
  const { train, batchSize } = job;
  const { order, stepsBefore } = epoch;
  let total = 0;
  for (let start = 0, batch = 0; start < order.length; start += batchSize, batch++) {
    const rows = await train.read(order, start, Math.min(batchSize, order.length - start));
    const step = stepsBefore + batch;
    const loss = takeGradient(training, rows, step);
    if (!Number.isFinite(loss)) return loss;
    total += loss;
    applyRules(training);
    optimizer.step({ number: step + 1, rate: epoch.rate(batch) });
    await job.breathe();
  }
  return total / order.length;
}

/** Leaves the gradient of the batch's mean loss and gives the sum of its losses. */
function takeGradient(
  { job, layout, pass, lossOf }: KernelTraining,
  batch: Batch,
  step: number,
): number {
  const drawMasks = maskDrawer({ job, layout, pass }, step);
  pass.turnWeights();
  let sum = 0;
  for (let from = 0; from < batch.rows; from += layout.rows) {
    const rows = Math.min(layout.rows, batch.rows - from);
    drawMasks(rows);
    forward({ layout, pass }, { batch, from, rows, drops: true });
    sum += lossOf(outputOf({ layout, pass }, { batch, from, rows }));
    pass.backward(rows, { adds: from > 0 });
  }
  return sum;
}

interface Stretch {
  readonly batch: Batch;
  readonly from: number;
  readonly rows: number;
}

function forward(
  { layout, pass }: Pick<KernelTraining, 'layout' | 'pass'>,
  { batch, from, rows, drops }: Stretch & { readonly drops: boolean },
): void {
  const width = (layout.units[0] as PlacedUnit).inputs;
  pass.floats.set(batch.x.subarray(from * width, (from + rows) * width), layout.inputs / 4);
  pass.forward(rows, { drops });
}

function outputOf(
  { layout, pass }: Pick<KernelTraining, 'layout' | 'pass'>,
  { batch, from, rows }: Stretch,
): Parameters<OutputLoss>[0] {
  const { values, slopes, width, outputs } = layout.units.at(-1) as PlacedUnit;
  return {
    logits: pass.view(values, rows * width),
    slopes: pass.view(slopes, rows * width),
    width,
    outputs,
    targets: batch.targets,
    batchRows: batch.rows,
    from,
    rows,
  };
}

/** Writes the masks of a step, some rows after another: the same numbers as in one go. */
function maskDrawer(
  { job, layout, pass }: Pick<KernelTraining, 'job' | 'layout' | 'pass'>,
  step: number,
): (rows: number) => void {
  const drawn = layout.units.flatMap(({ dropout, masks, outputs, width }) =>
    dropout === undefined
      ? []
      : [{ next: maskValues({ ...job.context, step }, dropout), masks, outputs, width }],
  );
  return (rows) => {
    for (const { next, masks, outputs, width } of drawn) {
      const into = pass.view(masks, rows * width);
      for (let row = 0; row < rows; row++) {
        for (let k = 0; k < outputs; k++) into[row * width + k] = next();
      }
    }
  };
}

/** Penalties, then the limits on the gradient. */
function applyRules({ job: { options }, layout, pass }: KernelTraining): void {
  const { weights, weightsStart, gradient } = layout;
  if (options.l1 !== 0 || options.l2 !== 0) {
    for (const { start, end } of weights.regularised) {
      const at = weightsStart + 4 * start;
      pass.kernel.penalise(at + gradient, at, end - start, options.l1, options.l2);
    }
  }
  clipGradient(pass.view(weightsStart + gradient, weights.size), options);
}

async function validate(training: KernelTraining): Promise<number | undefined> {
  const { job, layout, pass, lossOf } = training;
  const { validation } = job;
  if (validation === undefined) return undefined;
  const order = inOrder(validation.rows);
  let total = 0;
  for (let start = 0; start < validation.rows; start += layout.rows) {
    const rows = Math.min(layout.rows, validation.rows - start);
    const batch = await validation.read(order, start, rows);
    forward({ layout, pass }, { batch, from: 0, rows, drops: false });
    total += lossOf(outputOf({ layout, pass }, { batch, from: 0, rows }));
    await job.breathe();
  }
  return total / validation.rows;
}
