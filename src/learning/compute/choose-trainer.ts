import { eagerTrainer } from './eager/eager-trainer.js';
import { tracedTrainer } from './graph/traced-trainer.js';
import { BeyondKernel } from './kernel/dense-units.js';
import { kernelTrainer } from './kernel/kernel-trainer.js';
import type { Learned, Road, Trainer, TrainingJob } from './trainer.js';
import type { PlacedBlock } from './weight-layout.js';

/** The trainer of a training, and why not a faster one. */
export interface ChosenTrainer {
  readonly trainer: Trainer;
  /** One clause; absent when nothing faster was to be had. */
  readonly reason?: string;
}

/**
 * The fastest trainer that does what the eager one does: on native TensorFlow a traced graph, elsewhere the kernel. It is
 * held against the eager one on the first batches before it is relied on: losses, slots and weights.
 */
export async function chooseTrainer(
  job: TrainingJob,
  wanted: Road | 'auto',
): Promise<ChosenTrainer> {
  const eager = eagerTrainer(job);
  const road = fastRoad(job);
  if (wanted !== 'auto' && wanted !== road) return { trainer: eager };
  try {
    return { trainer: await provedTrainer(job, { eager, road }) };
  } catch (error) {
    job.throwIfAborted();
    if (wanted !== 'auto') throw error;
    // Nothing went wrong: the kernel is for dense networks.
    if (error instanceof BeyondKernel) return { trainer: eager };
    return { trainer: eager, reason: reasonOf(road, error) };
  }
}

async function provedTrainer(
  job: TrainingJob,
  { eager, road }: { readonly eager: Trainer; readonly road: FastRoad },
): Promise<Trainer> {
  const fast = road === 'traced' ? await tracedTrainer(job) : kernelTrainer(job);
  try {
    const difference = await differenceOf(job, { eager, fast });
    if (difference === undefined) return fast;
    throw new LearnsOtherwise(`the ${road === 'traced' ? 'traced graph' : 'kernel'} ${difference}`);
  } catch (error) {
    fast.dispose();
    throw error;
  }
}

type FastRoad = Exclude<Road, 'eager'>;

function fastRoad({ tf }: TrainingJob): FastRoad {
  return tf.getBackend() === 'tensorflow' ? 'traced' : 'kernel';
}

class LearnsOtherwise extends Error {}

function reasonOf(road: FastRoad, error: unknown): string {
  if (error instanceof LearnsOtherwise) return error.message;
  const message = error instanceof Error ? error.message : String(error);
  const what = road === 'traced' ? 'it cannot be traced' : 'the kernel failed';
  return `${what}: ${message.split('\n', 1)[0] ?? ''}`;
}

/** What the two do differently in one step from the start, for each size of batch; both are back at the start then. */
async function differenceOf(
  job: TrainingJob,
  { eager, fast }: { readonly eager: Trainer; readonly fast: Trainer },
): Promise<string | undefined> {
  const { rows } = job.train;
  const sizes = [job.batchSize, rows % job.batchSize].filter((size) => size > 0);
  const step = { epoch: 1, stepsBefore: 0, rate: () => job.options.optimizer.learningRate };
  for (const size of sizes) {
    // Spread over all rows, which may be sorted by class.
    const order = Uint32Array.from({ length: size }, (_, at) => Math.floor((at * rows) / size));
    const losses = [await fast.learn({ order, ...step }), await eager.learn({ order, ...step })];
    const [got, expected] = [emptyLike(job.start), emptyLike(job.start)];
    fast.copyTo(got);
    eager.copyTo(expected);
    const different =
      compareNumbers('loss', losses[0], losses[1]) ?? compareLearned(job, got, expected);
    fast.restore(job.start);
    eager.restore(job.start);
    if (different !== undefined) return `${different} on the first ${size} rows`;
  }
  return compareNumbers('validation loss', await fast.validate(), await eager.validate());
}

function emptyLike({ weights, state, slots }: Learned): Learned {
  return {
    weights: new Float32Array(weights.length),
    state: new Float32Array(state.length),
    slots: slots.map((slot) => new Float32Array(slot.length)),
  };
}

const tolerance = 1e-3;

function compareNumbers(what: string, got = 0, expected = 0): string | undefined {
  if (Object.is(got, expected)) return undefined;
  if (Math.abs(got - expected) <= tolerance * Math.max(1e-3, Math.abs(expected))) return undefined;
  return `gives a ${what} of ${got} instead of ${expected}`;
}

/**
 * Slots are proportional to gradients, and compared closely. Steps are not: Adam turns a slope that rounding takes from
 * one side of zero to the other into a whole step, so of all steps together only the greater part has to agree.
 */
function compareLearned(
  { start, layout, stateLayout }: TrainingJob,
  got: Learned,
  expected: Learned,
): string | undefined {
  for (const [slot, values] of got.slots.entries()) {
    const reference = expected.slots[slot] as Float32Array;
    const block = layout.blocks.find((one) => largestError(values, reference, one) > tolerance);
    if (block !== undefined) return `has another gradient of \`${block.name}\``;
  }
  const kept = stateLayout.blocks.find(
    (one) => largestError(got.state, expected.state, one) > tolerance,
  );
  if (kept !== undefined) return `has another \`${kept.name}\``;
  const moved = shareMovedOtherwise(start.weights, got.weights, expected.weights);
  return moved > 0.05 ? 'moves the weights otherwise' : undefined;
}

/**
 * The largest difference in a block, as a share of its largest value. Blocks that hardly move beside the others may be all
 * rounding, such as biases before a batch normalisation: they are measured by the others.
 */
function largestError(got: Float32Array, expected: Float32Array, block: PlacedBlock): number {
  const { start, end } = block;
  const scale = Math.max(1e-7, largest(expected, start, end), largest(expected, 0) / 100);
  let error = 0;
  for (let at = start; at < end; at++) {
    error = Math.max(error, Math.abs((got[at] as number) - (expected[at] as number)));
  }
  return error / scale;
}

function largest(values: Float32Array, start: number, end = values.length): number {
  let most = 0;
  for (let at = start; at < end; at++) most = Math.max(most, Math.abs(values[at] as number));
  return most;
}

/** The Euclidean length of the difference of two steps, over that of the expected one. */
function shareMovedOtherwise(
  start: Float32Array,
  got: Float32Array,
  expected: Float32Array,
): number {
  let difference = 0;
  let length = 1e-20;
  for (const [at, from] of start.entries()) {
    difference += ((got[at] as number) - (expected[at] as number)) ** 2;
    length += ((expected[at] as number) - from) ** 2;
  }
  return Math.sqrt(difference / length);
}
