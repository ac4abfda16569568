import type { EpochRecord } from './fit-context.js';

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
  readonly weights: Float32Array;
  readonly bestWeights: Float32Array;
  readonly slots: readonly Float32Array[];
}

/** Bytes from which {@link readCheckpoint} restores the state exactly. `key` names what is trained, and how. */
export function writeCheckpoint(state: TrainingState, key: string): Uint8Array {
  const { weights, bestWeights, slots, ...facts } = state;
  const header = new TextEncoder().encode(JSON.stringify({ key, ...facts }));
  const arrays = [weights, bestWeights, ...slots];
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

  Object.assign(state, facts);
  let at = 4 + length;
  for (const array of [state.weights, state.bestWeights, ...state.slots]) {
    // Copied out first: a Float32Array can only look at bytes that start at a multiple of four.
    array.set(new Float32Array(bytes.slice(at, at + array.byteLength).buffer));
    at += array.byteLength;
  }
  return true;
}

type SavedFacts = Omit<TrainingState, 'weights' | 'bestWeights' | 'slots'> & {
  readonly key: string;
};
