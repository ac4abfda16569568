import type { KnownTrial } from './trial-store.js';

/** What a search may use; null: as much as it likes. */
interface BudgetSettings {
  /** By the clock, all slots together. */
  readonly minutes: number | null;
  readonly parallel: number;
  /** What an hour costs, where money is what was limited. */
  readonly usdPerHour: number | null;
}

/**
 * How much time a search has left. What it used before it was killed counts, and what a trial takes is learnt from those
 * before: one that would not end in time is not begun. Money is time, at the price of an hour.
 */
export class SearchBudget {
  readonly #minutes: number | null;
  readonly #usdPerHour: number | null;
  readonly #spent: number;
  readonly #startedAt = performance.now();

  constructor({ minutes, parallel, usdPerHour }: BudgetSettings, before: readonly KnownTrial[]) {
    this.#minutes = minutes;
    this.#usdPerHour = usdPerHour;
    const seconds = before.reduce((sum, { outcome }) => sum + (outcome?.usage.seconds ?? 0), 0);
    this.#spent = seconds / parallel;
  }

  /** Seconds; Infinity without a budget. */
  get left(): number {
    if (this.#minutes === null) return Infinity;
    return this.#minutes * 60 - this.#spent - (performance.now() - this.#startedAt) / 1000;
  }

  /** Why no trial of a candidate can be begun any more; undefined when one can. */
  refusal(candidate: string, trials: readonly KnownTrial[]): string | undefined {
    const { left } = this;
    if (left === Infinity) return undefined;
    if (left <= 0) return `the time of ${this.#whole} was used up`;
    const expected = expectedSeconds(candidate, trials);
    if (expected === undefined || expected <= left) return undefined;
    return `a trial takes about ${significant(expected)} s, and ${significant(left)} s of ${this.#whole} were left`;
  }

  /** Such as `12 min ($0.1)`: who limits money thinks in money. */
  get #whole(): string {
    const minutes = this.#minutes ?? 0;
    const price = this.#usdPerHour;
    return `${significant(minutes)} min${price === null ? '' : ` ($${significant((minutes / 60) * price)})`}`;
  }
}

/** The mean of the trials of a candidate that ended; of all, where it has none. */
function expectedSeconds(candidate: string, trials: readonly KnownTrial[]): number | undefined {
  const ended = trials.filter(({ outcome }) => outcome !== undefined && outcome.state !== 'failed');
  const own = ended.filter((trial) => trial.candidate === candidate);
  const known = (own.length > 0 ? own : ended).map(({ outcome }) => outcome?.usage.seconds ?? 0);
  if (known.length === 0) return undefined;
  return known.reduce((sum, seconds) => sum + seconds, 0) / known.length;
}

function significant(value: number): string {
  return String(Number(value.toPrecision(2)));
}
