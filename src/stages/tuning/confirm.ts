import type { JsonObject } from '../../contracts/json.js';
import { randomFor } from '../../contracts/seeded-random.js';
import { studentReach } from '../../contracts/student-distribution.js';
import type { Fold } from '../../data/splits/folds/fold.js';
import type { LearningSettings } from '../learning-settings.js';
import type { KnownFolds } from './confirm-folds.js';
import type { Objective } from './objectives.js';
import { type PairedComparison, pairedComparison } from './paired-test.js';
import { keyOf, placedAt, sharedOf } from './points.js';
import type { TrialSlot } from './trial-slot.js';
import type { TrialStore } from './trial-store.js';

/** One of those that are compared once more. */
export interface Contender {
  readonly role: 'winner' | 'runner-up' | 'as written';
  /** Of its trial; absent for the params as written. */
  readonly number?: number;
  readonly candidate: string;
  readonly params: JsonObject;
}

/** What the repeats found of one contender; a score that is not there is null. */
export interface ConfirmedContender extends Contender {
  readonly scores: readonly (number | null)[];
  readonly mean: number | null;
}

/** The winner held against the others over repeats. */
export interface Confirmation {
  readonly metric: string;
  readonly direction: 'higher' | 'lower';
  readonly repeats: number;
  readonly contenders: readonly ConfirmedContender[];
  readonly comparisons: readonly ({
    readonly against: Contender['role'];
    /** Whether the winner can be told apart from it, at 5 %, and which way. */
    readonly verdict: 'better' | 'worse' | 'cannot be told apart';
    /** What a difference must exceed to be told apart from noise, by as many repeats. */
    readonly noise: number;
  } & PairedComparison)[];
}

interface ConfirmWorld {
  readonly store: TrialStore;
  readonly slots: readonly TrialSlot[];
  readonly signal: AbortSignal;
}

/**
 * Learns each contender anew without each of the folds and judges it there; a fold has its own seed, the same for all, so
 * that differences are paired. What the store knows is not done again.
 */
export async function confirmWinner(
  contenders: readonly Contender[],
  {
    learning,
    objective,
    folds,
  }: {
    readonly learning: LearningSettings;
    /** The metric they are compared by. */
    readonly objective: Objective;
    readonly folds: KnownFolds;
  },
  { store, slots, signal }: ConfirmWorld,
): Promise<Confirmation> {
  const placed = contenders.map(({ candidate, params }) => {
    const settings = learning.candidates[candidate];
    if (settings === undefined) throw new Error(`no candidate ${candidate} to confirm`);
    const at = placedAt(learning, settings, params);
    // What is written counts too: the search knows its trials by what they decided alone.
    const shared = { ...sharedOf(learning), ...at.shared };
    return { candidate, at, key: keyOf(candidate, { ...at, shared }) };
  });
  const known = new Map(store.repeated.map(({ key, part, score }) => [`${key} ${part}`, score]));
  const todo = folds.list
    .flatMap((fold) => placed.map((each) => ({ ...each, fold, part: partOf(fold, folds) })))
    .filter(({ key, part }) => !known.has(`${key} ${part}`));
  const queue = todo.values();
  async function work(slot: TrialSlot): Promise<void> {
    for (const { candidate, at, key, fold, part } of queue) {
      signal.throwIfAborted();
      const outcome = await slot.run({
        ...{ candidate, ...at, objectives: [objective] },
        seed: seedOf(learning.seed, fold),
        folds: { from: folds.from, list: [fold] },
      });
      const [score = Number.NaN] = outcome.values ?? [];
      known.set(`${key} ${part}`, score);
      if (!Number.isNaN(score)) await store.addRepeated({ key, part, score });
    }
  }
  await Promise.all(slots.map(work));
  const scored = contenders.map((contender, which): ConfirmedContender => {
    const scores = folds.list.map(
      (fold) => known.get(`${placed[which]?.key ?? ''} ${partOf(fold, folds)}`) ?? Number.NaN,
    );
    const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
    return { ...contender, scores: scores.map(orNull), mean: orNull(mean) };
  });
  const { name, direction } = objective;
  return {
    ...{ metric: name, direction, repeats: folds.list.length, contenders: scored },
    comparisons: compared(scored, { direction, ratio: ratioOf(folds.list) }),
  };
}

function compared(
  [winner, ...others]: readonly ConfirmedContender[],
  { direction, ratio }: { readonly direction: 'higher' | 'lower'; readonly ratio: number },
): Confirmation['comparisons'] {
  if (winner === undefined || winner.mean === null) return [];
  return others.flatMap((other) => {
    if (other.mean === null) return [];
    const found = pairedComparison(
      winner.scores as readonly number[],
      other.scores as readonly number[],
      ratio,
    );
    const isBetter = direction === 'higher' ? found.difference > 0 : found.difference < 0;
    const verdict =
      found.p >= significance ? 'cannot be told apart' : isBetter ? 'better' : 'worse';
    const noise = found.error * studentReach(significance, winner.scores.length - 1);
    return [{ against: other.role, verdict, noise, ...found } as const];
  });
}

const significance = 0.05;

/** Rows that are judged by for each that is learnt from, on average. */
function ratioOf(folds: readonly Fold[]): number {
  const ratios = folds.map(({ rows }) => rows.validation / rows.training);
  return ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
}

function partOf({ repeat, outer }: Fold, { list }: KnownFolds): string {
  return `${repeat}.${outer}/${list.length}`;
}

function seedOf(seed: number, { repeat, outer }: Fold): number {
  return Math.floor(randomFor(seed, `tune/confirm/${repeat}.${outer}`)() * 2 ** 32);
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
