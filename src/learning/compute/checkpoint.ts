import type { EpochRecord } from './fit-context.js';
import type { Learned } from './trainer.js';

/** All that changes while a network trains. Together with data, options and seed it decides everything after. */
export interface TrainingState {
  /** Epochs done. */
  epoch: number;
  /** Epochs since the watched loss last fell below `reference` by enough. */
  waited: number;
  reference: number;
  bestEpoch: number;
  bestLoss: number;
  readonly history: EpochRecord[];
  readonly now: Learned;
  readonly best: Pick<Learned, 'weights' | 'state'>;
}

/** Bytes from which {@link readCheckpoint} restores the state exactly. `key` names what is trained, and how. */
export function writeCheckpoint(state: TrainingState, key: string): Uint8Array {
  const { now: _, best: __, ...facts } = state;
  const numbers = {
    ...facts,
    reference: written(facts.reference),
    bestLoss: written(facts.bestLoss),
  };
  const header = new TextEncoder().encode(JSON.stringify({ key, ...numbers }));
  const arrays = arraysOf(state);
  const size = arrays.reduce((sum, array) => sum + array.byteLength, 4 + header.length);
  const bytes = new Uint8Array(size);
  new DataView(bytes.buffer).setUint32(0, header.length, true);
  bytes.set(header, 4);
  let at = 4 + header.length;
  for (const array of arrays) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
    at += array.byteLength;
  }
  return bytes;
}

/** Fills the state from a checkpoint of the same training. False, and nothing is changed, when it is of another. */
export function readCheckpoint(state: TrainingState, key: string, bytes: Uint8Array): boolean {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const header = new TextDecoder().decode(bytes.subarray(4, 4 + length));
  const { key: savedKey, ...facts } = JSON.parse(header) as SavedFacts;
  if (savedKey !== key) return false;

  const { reference, bestLoss } = facts;
  Object.assign(state, facts, { reference: reference ?? Infinity, bestLoss: bestLoss ?? Infinity });
  let at = 4 + length;
  for (const array of arraysOf(state)) {
    new Uint8Array(array.buffer, array.byteOffset, array.byteLength).set(
      bytes.subarray(at, at + array.byteLength),
    );
    at += array.byteLength;
  }
  return true;
}

function arraysOf({ now, best }: TrainingState): readonly Float32Array[] {
  return [now.weights, now.state, best.weights, best.state, ...now.slots];
}

/** JSON has no infinity. */
function written(loss: number): number | null {
  return loss === Infinity ? null : loss;
}

interface SavedFacts extends Omit<TrainingState, 'now' | 'best' | 'reference' | 'bestLoss'> {
  readonly key: string;
  readonly reference: number | null;
  readonly bestLoss: number | null;
}
