import type { EpochRecord } from './fit-context.js';
import { packState, unpackState } from './packed-state.js';
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
  return packState({ key, ...numbers }, arraysOf(state));
}

/** Fills the state from a checkpoint of the same training. False, and nothing is changed, when it is of another. */
export function readCheckpoint(state: TrainingState, key: string, bytes: Uint8Array): boolean {
  const { facts: saved, fill } = unpackState(bytes);
  const { key: savedKey, ...facts } = saved as SavedFacts;
  if (savedKey !== key) return false;

  const { reference, bestLoss } = facts;
  Object.assign(state, facts, { reference: reference ?? Infinity, bestLoss: bestLoss ?? Infinity });
  fill(arraysOf(state));
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
