import type { EpochRecord, FitContext } from '../../compute/fit-context.js';
import { packState, unpackState } from '../../compute/packed-state.js';
import type { BoostProblem } from './boost-setup.js';
import type { ForestBuilder } from './forest-builder.js';

/** A question that a tree asks, and what it gained. */
export interface Split {
  readonly round: number;
  readonly column: number;
  readonly gain: number;
}

/** All that changes while trees are boosted. With data, options and seed it decides everything after. */
export interface BoostProgress {
  readonly forest: ForestBuilder;
  readonly splits: Split[];
  readonly history: EpochRecord[];
  readonly best: { round: number; loss: number; reference: number; waited: number };
  readonly scores: Float64Array;
}

/** What is asked of the place where boosting is kept. */
interface Keeping {
  /** Writes the progress down when it is time to. */
  keep(): Promise<void>;
}

/**
 * Takes up what a killed training of the same kind has left, to the same bits, and keeps the place from then on every
 * `context.checkpoints.everySeconds`.
 */
export async function boostCheckpoints(
  options: BoostProblem & { readonly rounds: number },
  { checkpoints, seed, label }: FitContext,
  progress: BoostProgress,
): Promise<Keeping> {
  if (checkpoints === undefined) return { keep: () => Promise.resolve() };
  const key = keyOf(options, { seed, label });
  const saved = await checkpoints.load();
  if (saved !== undefined) restore(progress, key, saved);
  let savedAt = performance.now();
  return {
    keep: async () => {
      if (performance.now() - savedAt < checkpoints.everySeconds * 1000) return;
      await checkpoints.save(packed(progress, key));
      savedAt = performance.now();
    },
  };
}

/** Whatever the trees hang on but the rows themselves: those are of the run whose scratch folder this is. More rounds go on. */
function keyOf(
  { data, before, rounds: _, ...rest }: BoostProblem & { readonly rounds: number },
  who: { readonly seed: number; readonly label: string },
): string {
  const rows = [data.train.x.rows, data.validation?.x.rows ?? 0, data.train.x.columns.length];
  return JSON.stringify({ ...who, rows, before: before?.forest.roots.length ?? 0, ...rest });
}

function packed({ forest, splits, history, best, scores }: BoostProgress, key: string): Uint8Array {
  const trees = forest.state();
  const facts: Facts = {
    ...{ key, history, best },
    splits: splits.length,
    lengths: trees.map(({ length }) => length),
  };
  return packState(facts, [scores, Float64Array.from(splits.flatMap(asNumbers)), ...trees]);
}

function restore(
  { forest, splits, history, best, scores }: BoostProgress,
  key: string,
  bytes: Uint8Array,
): void {
  const { facts: read, fill } = unpackState(bytes);
  const facts = read as Facts;
  if (facts.key !== key) return;
  const numbers = new Float64Array(facts.splits * 3);
  forest.restore(facts.lengths, (trees) => fill([scores, numbers, ...trees]));
  for (let at = 0; at < numbers.length; at += 3) {
    const [round = 0, column = 0, gain = 0] = numbers.subarray(at, at + 3);
    splits.push({ round, column, gain });
  }
  history.push(...facts.history);
  Object.assign(best, facts.best);
}

function asNumbers({ round, column, gain }: Split): number[] {
  return [round, column, gain];
}

interface Facts {
  readonly key: string;
  readonly history: readonly EpochRecord[];
  readonly best: BoostProgress['best'];
  readonly splits: number;
  readonly lengths: readonly number[];
}
