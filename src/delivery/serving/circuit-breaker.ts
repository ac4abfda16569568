import { Refusal } from './refusal.js';

/**
 * Leaves work alone that keeps failing: after `failures` failures in a row it is not tried for `pauseMs`, then once; success
 * closes the circuit. What is the client's own doing (a `Refusal`) does not count. M. Nygard, Release It!, 2007.
 */
export class CircuitBreaker {
  readonly #failures: number;
  readonly #pauseMs: number;
  readonly #now: () => number;
  #inARow = 0;
  #openUntil = 0;
  #trying = false;

  constructor(
    { failures, pauseMs }: { readonly failures: number; readonly pauseMs: number },
    now: () => number = () => performance.now(),
  ) {
    this.#failures = failures;
    this.#pauseMs = pauseMs;
    this.#now = now;
  }

  get state(): 'closed' | 'open' | 'half-open' {
    if (this.#inARow < this.#failures) return 'closed';
    return this.#now() < this.#openUntil ? 'open' : 'half-open';
  }

  /** Seconds until it is tried again. */
  get waitSeconds(): number {
    return Math.max(1, Math.ceil((this.#openUntil - this.#now()) / 1000));
  }

  /** Forgets what failed, as when another model has taken the place. */
  reset(): void {
    this.#inARow = 0;
    this.#trying = false;
  }

  /** Does the work, or `otherwise` when the circuit is open or the work has failed (with its error). */
  async run<Result>(
    work: () => Promise<Result>,
    otherwise: (error?: unknown) => Promise<Result>,
  ): Promise<Result> {
    const { state } = this;
    if (state === 'open' || (state === 'half-open' && this.#trying)) return otherwise();
    this.#trying = state === 'half-open';
    try {
      const result = await work();
      this.reset();
      return result;
    } catch (error) {
      this.#trying = false;
      if (error instanceof Refusal) throw error;
      this.#inARow += 1;
      if (this.#inARow >= this.#failures) this.#openUntil = this.#now() + this.#pauseMs;
      return otherwise(error);
    }
  }
}
