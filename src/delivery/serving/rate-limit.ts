import type { FastifyInstance } from 'fastify';
import type { ServingMetrics } from './metrics.js';
import { Refusal } from './refusal.js';

/** How often one caller may ask. */
export interface Rate {
  readonly perMinute: number;
  /** Requests that may come at once. */
  readonly burst: number;
}

/** Counts who asks how often. */
export interface RateKeeper {
  /** Takes a token of a caller and tells 0, or the seconds until there is one: at once, or when whoever counts has answered. */
  take(caller: string): number | Promise<number>;
}

/** Counts in this process. */
export function ownRate(rate: Rate): RateKeeper {
  const buckets = new TokenBuckets(rate);
  return { take: (caller) => buckets.take(caller, performance.now()) };
}

/** A bucket of tokens for each caller, filled evenly. It remembers the callers of late only. */
export class TokenBuckets {
  readonly #rate: Rate;
  readonly #buckets = new Map<string, { tokens: number; at: number }>();

  constructor(rate: Rate) {
    this.#rate = rate;
  }

  /** Takes a token and returns 0, or the seconds until there is one. `now` is in milliseconds. */
  take(caller: string, now: number): number {
    const { perMinute, burst } = this.#rate;
    const perMs = perMinute / 60_000;
    const { tokens, at } = this.#buckets.get(caller) ?? { tokens: burst, at: now };
    const filled = Math.min(burst, tokens + (now - at) * perMs);
    this.#buckets.delete(caller);
    this.#buckets.set(caller, { tokens: filled >= 1 ? filled - 1 : filled, at: now });
    if (this.#buckets.size > mostCallers) {
      const oldest = this.#buckets.keys().next();
      if (oldest.done !== true) this.#buckets.delete(oldest.value);
    }
    return filled >= 1 ? 0 : (1 - filled) / perMs / 1000;
  }
}

const mostCallers = 100_000;

/** Refuses with 429 and `retry-after` whoever asks more often than the rate: by key, else by address. */
export function addRateLimit(
  app: FastifyInstance,
  { rate, keeper }: { readonly rate: Rate; readonly keeper: RateKeeper },
  metrics: () => ServingMetrics,
): void {
  app.addHook('onRequest', (request, _reply, done) => {
    if (request.visit.isProbe) {
      done();
      return;
    }
    const caller = request.visit.caller?.name;
    const who = caller === undefined ? `address ${request.ip}` : `key ${caller}`;
    const decide = (wait: number): void => {
      if (wait === 0) {
        done();
        return;
      }
      metrics().refused('rate');
      done(
        new Refusal(429, `More than ${rate.perMinute} requests in a minute`, {
          retryAfter: Math.max(1, Math.ceil(wait)),
        }),
      );
    };
    const wait = keeper.take(who);
    if (typeof wait === 'number') decide(wait);
    else wait.then(decide, done);
  });
}
