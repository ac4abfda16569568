import { maskValues } from '../dropout.js';
import { clipGradient } from '../eager/gradient-rules.js';
import { type Batch, inOrder } from '../rows/batches.js';
import { Team } from '../team.js';
import type { EpochPass, Learned, Trainer, TrainingJob } from '../trainer.js';
import { openMemory } from '../wasm-memory.js';
import { startWorker, threadsHere } from '../worker-thread.js';
import { networkKernel } from './dense-pass.js';
import { BeyondKernel, denseUnits } from './dense-units.js';
import {
  type KernelLayout,
  kernelLayout,
  placesOf,
  rowsOfStrand,
  strandCount,
} from './kernel-layout.js';
import { type KernelMemory, type KernelOptimizer, kernelOptimizer } from './kernel-optimizer.js';
import { commands, controlOf, type KernelSpec, KernelTasks, toldNumbers } from './kernel-tasks.js';

/** Beyond this the eager trainer, which holds less at a time, is the better one. */
const mostBytes = 2 ** 30;

/** Multiplications of a whole training for which a second thread is worth its start. */
const workForThreads = 2e9;

/**
 * Trains dense networks in WebAssembly of our own, without a tensor library: layers, gradients and Adam in one memory, with
 * SIMD, each half of a batch on a thread of its own where there is one. The bits are the same without. Throws
 * `BeyondKernel` for a network, a loss or a size that it does not have.
 */
export function kernelTrainer(job: TrainingJob): Trainer {
  const training = prepare(job);
  const { helper, team } = training;
  restore(training, job.start);
  return {
    road: 'kernel',
    learn: (epoch) => learn(training, epoch),
    validate: () => validate(training),
    copyTo: (learned) => copyTo(training, learned),
    restore: (learned) => restore(training, learned),
    dispose: () => {
      team.stop();
      void helper?.terminate();
    },
  };
}

interface KernelTraining {
  readonly job: TrainingJob;
  readonly layout: KernelLayout;
  readonly places: Uint32Array;
  readonly memory: KernelMemory;
  readonly told: Float64Array;
  readonly optimizer: KernelOptimizer;
  readonly team: Team;
  readonly helper: ReturnType<typeof startWorker> | undefined;
}

function prepare(job: TrainingJob): KernelTraining {
  const { train, loss } = job;
  const { targetWidth, isWeighted } = train;
  const layout = kernelLayout(denseUnits(job.network), job.layout, {
    rows: capacityFor(job),
    targetWidth,
    isWeighted: isWeighted || job.validation?.isWeighted === true,
  });
  if (layout.bytes > mostBytes) throw new BeyondKernel('the kernel has no memory for such batches');
  const shared = openMemory(layout.bytes);
  const floats = new Float32Array(shared.buffer);
  const memory: KernelMemory = {
    kernel: networkKernel(shared),
    view: (at, count) => floats.subarray(at / 4, at / 4 + count),
  };
  const spec: KernelSpec = { memory: shared, layout, loss, targetWidth };
  const tasks = new KernelTasks(spec);
  const helper = helperFor(job, spec);
  return {
    job,
    layout,
    places: placesOf(layout, job.layout),
    memory,
    told: toldNumbers(spec),
    optimizer: kernelOptimizer(memory, layout, job.options),
    team: new Team(controlOf(spec), tasks, helper === undefined ? 0 : 1),
    helper,
  };
}

/** Rows that the memory has room for: of small batches several at once when nothing is learnt. */
function capacityFor({ batchSize }: TrainingJob): number {
  return Math.max(batchSize, 256);
}

/** A thread that cannot start is missed by nobody but the clock. */
function helperFor(job: TrainingJob, spec: KernelSpec): KernelTraining['helper'] {
  const work = job.train.rows * job.options.epochs * job.layout.size;
  if (work < workForThreads || threadsHere() < strandCount) return undefined;
  const source = 'compute/kernel/network-worker.ts';
  const helper = startWorker({ name: 'network-worker', source }, spec);
  helper.on('error', () => undefined);
  helper.unref();
  return helper;
}

/** Pairs of an array of the network's own layout and one of the kernel's. */
function pairsOf(
  { layout, memory, optimizer }: KernelTraining,
  { weights, slots }: Learned,
): readonly (readonly [Float32Array, Float32Array])[] {
  const own = memory.view(layout.weightsStart, layout.weights.size);
  const kept = optimizer.slots.map((slot, index) => [slots[index] as Float32Array, slot] as const);
  return [[weights, own], ...kept];
}

function copyTo(training: KernelTraining, learned: Learned): void {
  const { places } = training;
  for (const [to, from] of pairsOf(training, learned)) {
    for (let at = 0; at < places.length; at++) to[at] = from[places[at] as number] as number;
  }
}

function restore(training: KernelTraining, learned: Learned): void {
  const { places } = training;
  for (const [from, to] of pairsOf(training, learned)) {
    for (let at = 0; at < places.length; at++) to[places[at] as number] = from[at] as number;
  }
}

async function learn(training: KernelTraining, pass: EpochPass): Promise<number> {
  const { job, optimizer, memory, layout } = training;
  const { train, batchSize } = job;
  const { order, stepsBefore } = pass;
  let total = 0;
  for (let start = 0, batch = 0; start < order.length; start += batchSize, batch++) {
    const count = Math.min(batchSize, order.length - start);
    const rows = await train.read(order, start, { count, epoch: pass.epoch });
    const step = stepsBefore + batch;
    drawMasks(training, { rows: rows.rows, step });
    for (const { weightsAt, transposed, inputs, outputs } of layout.units.slice(1)) {
      memory.kernel.transpose(weightsAt, transposed, inputs, outputs);
    }
    const loss = lossOf(training, rows, commands.learn);
    if (!Number.isFinite(loss)) return loss;
    total += loss;
    finishGradient(training, rows.rows);
    optimizer.step({ number: step + 1, rate: pass.rate(batch) });
    await job.breathe();
  }
  return total / order.length;
}

/** Puts a batch into the memory, lets the strands have it, and gives the sum of its losses. */
function lossOf(
  { layout, memory, told, team }: KernelTraining,
  batch: Batch,
  command: number,
): number {
  const { x, targets, rows } = batch;
  memory.view(layout.inputs, x.length).set(x);
  memory.view(layout.targets, targets.y.length).set(targets.y);
  if (layout.rowWeights !== 0) {
    const weights = memory.view(layout.rowWeights, rows);
    if (targets.weights === undefined) weights.fill(1);
    else weights.set(targets.weights);
  }
  told[0] = rows;
  team.run(command, strandCount);
  return told.subarray(1, 1 + strandCount).reduce((sum, each) => sum + each, 0);
}

/** Writes the masks of a step: each the same numbers, row after row, whatever strand a row is in. */
function drawMasks(
  { job, layout, memory }: KernelTraining,
  { rows, step }: { readonly rows: number; readonly step: number },
): void {
  const each = rowsOfStrand(rows);
  for (const [index, { dropout, outputs, width }] of layout.units.entries()) {
    if (dropout === undefined) continue;
    const next = maskValues({ ...job.context, step }, dropout);
    for (let row = 0; row < rows; row++) {
      const strand = Math.floor(row / each);
      const masks = layout.strands[strand]?.signals[index]?.masks ?? 0;
      const into = memory.view(masks + 4 * (row - strand * each) * width, outputs);
      for (let k = 0; k < outputs; k++) into[k] = next();
    }
  }
}

/** The strands' gradients together, with penalties, and then within the limits. */
function finishGradient({ job: { options }, layout, memory }: KernelTraining, rows: number): void {
  const { weights, weightsStart, strands } = layout;
  const [first, second] = strands.map(({ gradient }) => weightsStart + gradient);
  if (first === undefined || second === undefined) throw new Error('a strand is missing');
  // Of a few rows the second strand has none.
  if (rows > rowsOfStrand(rows)) memory.kernel.addTo(first, second, weights.size);
  if (options.l1 !== 0 || options.l2 !== 0) {
    for (const { start, end } of weights.regularised) {
      const at = 4 * start;
      memory.kernel.penalise(first + at, weightsStart + at, end - start, options.l1, options.l2);
    }
  }
  clipGradient(memory.view(first, weights.size), options);
}

async function validate(training: KernelTraining): Promise<number | undefined> {
  const { job } = training;
  const { validation } = job;
  if (validation === undefined) return undefined;
  const most = capacityFor(job);
  const order = inOrder(validation.rows);
  let total = 0;
  for (let start = 0; start < validation.rows; start += most) {
    const count = Math.min(most, validation.rows - start);
    total += lossOf(training, await validation.read(order, start, { count }), commands.judge);
    await job.breathe();
  }
  return total / validation.rows;
}
