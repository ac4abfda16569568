import type { JsonObject } from '../../contracts/json.js';
import type { Fold } from '../../data/splits/folds/fold.js';
import type { LearningSettings } from '../learning-settings.js';
import type { Search } from '../searches.js';
import { gainOf, type Objective } from './objectives.js';
import { curveOf, isComplete, pastOf } from './past-trials.js';
import { keyOf, placedAt } from './points.js';
import type { SearchBudget } from './search-budget.js';
import type { TrialOutcome, TrialPlan, TrialTask } from './trial.js';
import type { TrialSlot } from './trial-slot.js';
import type { KnownTrial, TrialStore } from './trial-store.js';

interface SearchPlan {
  readonly learning: LearningSettings;
  readonly searches: readonly Search[];
  readonly objectives: readonly Objective[];
  /** Each trial is judged by these; null: by the validation split. */
  readonly folds: { readonly from: string; readonly list: readonly Fold[] } | null;
  readonly pruner: string | null;
  /** At most so many trials, those that were the same as another not counted. */
  readonly trials: number;
  /** Ends after so many without anything better; null: does not. */
  readonly patience: number | null;
}

interface SearchWorld {
  readonly store: TrialStore;
  readonly slots: readonly TrialSlot[];
  readonly budget: SearchBudget;
  readonly signal: AbortSignal;
  /** Told of each trial that ended. */
  readonly tell: (trial: KnownTrial) => void;
}

/** More of them one after another, and a sampler will not come to anything new. */
const mostRepeats = 50;
/** A trial that was under way so often when the search died may be why it did. */
const mostStarts = 5;

/**
 * Makes the trials of a search, as many at once as there are slots, and says why it ended. What the store knows is not made
 * again: trials that a killed search was at come first. Of one slot, the history depends on plan and seed alone; of several,
 * also on which trials had ended when the next was chosen.
 */
export async function runSearch(plan: SearchPlan, world: SearchWorld): Promise<string> {
  const search = new RunningSearch(plan, world);
  const stop = new AbortController();
  const late = new Promise<'late'>((resolve) => {
    const ms = world.budget.left * 1000;
    if (ms > 2 ** 31 - 1) return;
    const timer = setTimeout(() => resolve('late'), Math.max(0, ms));
    stop.signal.addEventListener('abort', () => clearTimeout(timer));
  });
  const working = Promise.all(world.slots.map((slot) => search.work(slot)));
  working.catch(() => undefined);
  try {
    const first = await Promise.race([working, late]);
    if (first === 'late') {
      // One trial there must be, whatever the budget; unless all fail.
      await Promise.race([search.hasOne, working]);
      search.end(world.budget.refusal('', []) ?? 'the time was used up');
      for (const slot of world.slots) slot.kill();
      await working;
    }
  } finally {
    stop.abort();
  }
  return search.ended ?? `all ${plan.trials} trials were made`;
}

class RunningSearch {
  ended: string | undefined;
  /** Resolves when a trial is complete, or none will be. */
  readonly hasOne: Promise<void>;
  readonly #plan: SearchPlan;
  readonly #world: SearchWorld;
  readonly #leftOver: KnownTrial[];
  #foundOne: () => void = () => undefined;

  constructor(plan: SearchPlan, world: SearchWorld) {
    this.#plan = plan;
    this.#world = world;
    this.#leftOver = world.store.trials.filter(
      ({ outcome, as }) => outcome === undefined && as === undefined,
    );
    this.hasOne = new Promise((resolve) => {
      this.#foundOne = resolve;
    });
    if (world.store.trials.some(isComplete)) this.#foundOne();
  }

  /** Does trials in a slot until there are no more. */
  async work(slot: TrialSlot): Promise<void> {
    const { store, signal, tell } = this.#world;
    try {
      for (;;) {
        signal.throwIfAborted();
        const next = this.#next();
        if (next === undefined) return;
        await store.start(next);
        const outcome = await this.#outcomeOf(next, slot);
        if (this.ended !== undefined && this.#world.budget.left <= 0) return;
        await store.finish(next.number, outcome);
        if (outcome.state === 'complete') this.#foundOne();
        tell(store.trials[next.number] as KnownTrial);
      }
    } finally {
      if (this.ended !== undefined) this.#foundOne();
    }
  }

  end(why: string): void {
    this.ended ??= why;
  }

  /** Chosen and noted in one go: no other slot comes between. */
  #next(): TrialPlan | undefined {
    if (this.ended !== undefined) return undefined;
    const { trials } = this.#world.store;
    const made = trials.filter(({ as }) => as === undefined);
    const [leftOver] = this.#leftOver;
    if (leftOver !== undefined) {
      const refused = this.#refused(leftOver.candidate);
      if (refused !== undefined) return this.#stop(refused);
      this.#leftOver.shift();
      const { number, candidate, params, key } = leftOver;
      return { number, candidate, params, key };
    }
    if (made.length >= this.#plan.trials) return undefined;
    if (isFruitless(this.#plan, trials))
      return this.#stop(`nothing better came in ${String(this.#plan.patience)} trials`);
    return this.#choose();
  }

  #choose(): TrialPlan | undefined {
    const { store } = this.#world;
    for (let repeats = 0; repeats <= mostRepeats; repeats++) {
      const point = nextPoint(this.#plan, store.trials);
      if (point === undefined) return this.#stop('every point was tried');
      const refused = this.#refused(point.candidate);
      if (refused !== undefined) return this.#stop(refused);
      const plan = { number: store.trials.length, ...point, key: this.#keyOf(point) };
      const same = store.trials.find(({ key, as }) => key === plan.key && as === undefined);
      if (same === undefined) return plan;
      void store.repeat(plan, same.number);
    }
    return this.#stop('the sampler came to nothing that had not been tried');
  }

  #stop(why: string): TrialPlan | undefined {
    this.end(why);
    return undefined;
  }

  /** The first is always done. */
  #refused(candidate: string): string | undefined {
    const { store, budget } = this.#world;
    return store.trials.some(isComplete) ? budget.refusal(candidate, store.trials) : undefined;
  }

  #keyOf({ candidate, params }: Pick<TrialPlan, 'candidate' | 'params'>): string {
    return keyOf(candidate, this.#placed({ candidate, params }));
  }

  #placed({ candidate, params }: Pick<TrialPlan, 'candidate' | 'params'>) {
    const { learning } = this.#plan;
    const settings = learning.candidates[candidate];
    if (settings === undefined) throw new Error(`no candidate ${candidate} to search`);
    return placedAt(learning, settings, params);
  }

  async #outcomeOf(plan: TrialPlan, slot: TrialSlot): Promise<TrialOutcome> {
    const starts = this.#world.store.trials[plan.number]?.starts ?? 1;
    if (starts > mostStarts) {
      const problem = `the search ended ${mostStarts} times while it ran`;
      return { state: 'failed', problem, usage: { seconds: 0, cpuSeconds: 0, peakMemoryMb: 0 } };
    }
    return slot.run(this.#taskOf(plan));
  }

  #taskOf(plan: TrialPlan): TrialTask {
    const { learning, objectives, folds, pruner } = this.#plan;
    const { candidate, number } = plan;
    const { seed } = learning;
    const others = this.#world.store.trials
      .filter((trial) => trial.candidate === candidate && trial.number !== number)
      .flatMap(curveOf);
    return {
      ...{ candidate, ...this.#placed(plan), seed, folds, objectives },
      ...(pruner !== null && { pruning: { pruner, number, seed, others } }),
    };
  }
}

/** Candidates take turns; one whose space is exhausted passes. */
function nextPoint(
  { searches, objectives, learning: { seed } }: SearchPlan,
  trials: readonly KnownTrial[],
): { readonly candidate: string; readonly params: JsonObject } | undefined {
  const directions = objectives.map(({ direction }) => direction);
  const past = pastOf(trials);
  for (let turn = 0; turn < searches.length; turn++) {
    const search = searches[(trials.length + turn) % searches.length];
    const params = search?.next(past, { seed, directions });
    if (search !== undefined && params !== undefined)
      return { candidate: search.candidate, params };
  }
  return undefined;
}

/** Whether the last trials that ended were no better than the best before them, in any objective. */
function isFruitless({ patience, objectives }: SearchPlan, trials: readonly KnownTrial[]): boolean {
  if (patience === null) return false;
  let fruitless = 0;
  const best: (number | undefined)[] = objectives.map(() => undefined);
  for (const { outcome } of trials) {
    if (outcome === undefined) continue;
    const { state, values = [] } = outcome;
    const better = objectives.map(({ direction }, at) => {
      const record = best[at];
      return record === undefined || gainOf(direction, values[at], record) > 0;
    });
    const isBetter = state === 'complete' && better.includes(true);
    fruitless = isBetter ? 0 : fruitless + 1;
    if (!isBetter) continue;
    for (const at of objectives.keys()) if (better[at] === true) best[at] = values[at];
  }
  return fruitless >= patience;
}
