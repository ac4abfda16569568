import { type Rate, type RateKeeper, TokenBuckets } from '../../delivery/serving/rate-limit.js';

/** What a worker asks of the process above it, and what that answers: the seconds each caller has to wait, in the same order. */
export type RateMessage =
  | { readonly mlx: 'take'; readonly ask: number; readonly callers: readonly string[] }
  | { readonly mlx: 'taken'; readonly ask: number; readonly waits: readonly number[] };

type Take = Extract<RateMessage, { mlx: 'take' }>;
type Taken = Extract<RateMessage, { mlx: 'taken' }>;

/** Counts for all workers, in the process above them, so that a rate holds whichever worker a request comes to. */
export function rateDesk(rate: Rate | undefined): (asked: Take) => Taken {
  const buckets = rate === undefined ? undefined : new TokenBuckets(rate);
  return ({ ask, callers }) => {
    const now = performance.now();
    const waits = callers.map((caller) => buckets?.take(caller, now) ?? 0);
    return { mlx: 'taken', ask, waits };
  };
}

interface Waiting {
  readonly caller: string;
  readonly resolve: (wait: number) => void;
}

/**
 * A worker's side: all that came in one turn of the event loop are asked about in one message. Who was told to wait is refused
 * without asking until then, because a bucket fills no faster: a flood costs the other workers nothing.
 */
export class SharedRate implements RateKeeper {
  readonly #ask: (message: Take) => void;
  readonly #now: () => number;
  readonly #asked = new Map<number, readonly Waiting[]>();
  readonly #refusedUntil = new Map<string, number>();
  #gathered: Waiting[] = [];
  #last = 0;

  constructor(ask: (message: Take) => void, now: () => number = () => performance.now()) {
    this.#ask = ask;
    this.#now = now;
  }

  take(caller: string): number | Promise<number> {
    const until = this.#refusedUntil.get(caller);
    if (until !== undefined) {
      const seconds = (until - this.#now()) / 1000;
      if (seconds > 0) return seconds;
      this.#refusedUntil.delete(caller);
    }
    if (this.#gathered.length === 0) setImmediate(() => this.#send());
    return new Promise((resolve) => this.#gathered.push({ caller, resolve }));
  }

  /** What the process above has answered. */
  told({ ask, waits }: Taken): void {
    const waiting = this.#asked.get(ask) ?? [];
    this.#asked.delete(ask);
    const now = this.#now();
    for (const [at, { caller, resolve }] of waiting.entries()) {
      const wait = waits[at] ?? 0;
      if (wait > 0) this.#remember(caller, now + wait * 1000);
      resolve(wait);
    }
  }

  #send(): void {
    this.#last += 1;
    this.#asked.set(this.#last, this.#gathered);
    this.#ask({
      ...{ mlx: 'take', ask: this.#last },
      callers: this.#gathered.map(({ caller }) => caller),
    });
    this.#gathered = [];
  }

  #remember(caller: string, until: number): void {
    if (this.#refusedUntil.size >= mostRefused) this.#refusedUntil.clear();
    this.#refusedUntil.set(caller, until);
  }
}

const mostRefused = 10_000;
