import { setTimeout as sleep } from 'node:timers/promises';
import type { ValuesOf } from '../../../contracts/params.js';
import type { Service } from '../../../services/service-error.js';
import type { Answer } from './answer.js';
import { failure, isPassing } from './failure.js';
import type { httpParams } from './http-params.js';

/** How to ask one web service. */
export interface Asker {
  readonly service: Service;
  readonly signal: AbortSignal;
  /** Answers that are not to be an error, beside success. */
  readonly ask: (url: URL, request?: AskOptions) => Promise<Answer>;
}

interface AskOptions {
  readonly method?: 'GET' | 'HEAD';
  readonly headers?: Readonly<Record<string, string>>;
  readonly accepts?: readonly number[];
}

/**
 * Asks as the source says, again after a pause when the service or the network has a passing trouble: each pause is
 * about twice the one before, or what the service asks for. Credentials go nowhere but to where the source points.
 */
export function askerOf(values: ValuesOf<typeof httpParams>, signal: AbortSignal): Asker {
  const home = new URL(values.url ?? '');
  const headers = ownHeaders(values, home);
  const service: Service = {
    name: shownUrl(home),
    secrets: [...Object.values(headers), ...secretsOf(values)],
  };
  const aim = { home, own: headers, signal, seconds: values.timeout };
  const ask = async (url: URL, request: AskOptions = {}): Promise<Answer> => {
    for (let attempt = 0; ; attempt++) {
      const outcome = await once(url, aim, request);
      signal.throwIfAborted();
      if (!(outcome instanceof Error) && isWanted(outcome.status, request)) return outcome;
      if (!isPassing(outcome) || attempt >= values.retries) throw await failure(outcome, service);
      const pause = pauseBefore(attempt, values.retry_delay, outcome);
      if (!(outcome instanceof Error)) await outcome.drop();
      await sleep(pause, undefined, { signal });
    }
  };
  return { service, signal, ask };
}

/** An address as it may be shown: without user, password and what follows the question mark. */
export function shownUrl(url: URL): string {
  return `${url.origin}${url.pathname}`;
}

function isWanted(status: number, { accepts = [] }: AskOptions): boolean {
  return (status >= 200 && status < 300) || accepts.includes(status);
}

interface Aim {
  readonly home: URL;
  readonly own: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly seconds: number;
}

async function once(url: URL, aim: Aim, request: AskOptions): Promise<Answer | Error> {
  let target = url;
  for (let hop = 0; hop <= mostRedirects; hop++) {
    const clock = new Clock(aim.seconds, aim.signal);
    try {
      const response = await fetch(target, {
        method: request.method ?? 'GET',
        redirect: 'manual',
        signal: clock.signal,
        headers: {
          'user-agent': 'mlx',
          // So that a range counts bytes of the file itself.
          'accept-encoding': 'identity',
          ...(target.origin === aim.home.origin ? aim.own : {}),
          ...request.headers,
        },
      });
      clock.stop();
      const next = response.headers.get('location');
      if (!redirects.has(response.status) || next === null) return answerOf(response, clock);
      await response.body?.cancel();
      target = new URL(next, target);
    } catch (error) {
      clock.stop();
      return clock.expired ? timedOut(error) : asError(error);
    }
  }
  return new Error('it redirects without end');
}

const redirects = new Set([301, 302, 303, 307, 308]);
const mostRedirects = 10;

/** Gives up what has been silent for too long. */
class Clock {
  readonly #own = new AbortController();
  readonly #milliseconds: number;
  readonly signal: AbortSignal;
  #timer: NodeJS.Timeout | undefined;
  expired = false;

  constructor(seconds: number, outer: AbortSignal) {
    this.#milliseconds = seconds * 1000;
    this.signal = AbortSignal.any([outer, this.#own.signal]);
    this.start();
  }

  start(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.expired = true;
      this.#own.abort();
    }, this.#milliseconds);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

function answerOf(response: Response, clock: Clock): Answer {
  return {
    status: response.status,
    headers: response.headers,
    drop: async () => response.body?.cancel().catch(() => undefined),
    body: async function* () {
      if (response.body === null) return;
      clock.start();
      try {
        for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
          clock.stop();
          yield chunk;
          clock.start();
        }
      } catch (error) {
        throw clock.expired ? timedOut(error) : error;
      } finally {
        clock.stop();
      }
    },
  };
}

function timedOut(cause: unknown): Error {
  return Object.assign(new Error('it was silent for too long', { cause }), { code: 'ETIMEDOUT' });
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function pauseBefore(attempt: number, first: number, outcome: Answer | Error): number {
  const asked = outcome instanceof Error ? null : outcome.headers.get('retry-after');
  if (asked !== null) {
    const seconds = /^\d+$/.test(asked) ? Number(asked) : (Date.parse(asked) - Date.now()) / 1000;
    if (Number.isFinite(seconds)) return Math.min(Math.max(seconds, 0), longestWait) * 1000;
  }
  const full = Math.min(first * 2 ** attempt, longestPause);
  // Many that were turned away at once should not come back at once.
  return full * (0.5 + Math.random() / 2) * 1000;
}

const longestPause = 30;
const longestWait = 120;

function ownHeaders(
  { headers = {}, auth }: ValuesOf<typeof httpParams>,
  home: URL,
): Readonly<Record<string, string>> {
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  const user = auth?.user ?? decodeURIComponent(home.username);
  const password = auth?.password ?? decodeURIComponent(home.password);
  home.username = '';
  home.password = '';
  const basic =
    user === '' ? undefined : `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const authorization = auth?.bearer === undefined ? basic : `Bearer ${auth.bearer}`;
  return {
    ...(authorization === undefined ? {} : { authorization }),
    ...(Object.fromEntries(lower) as Record<string, string>),
  };
}

function secretsOf({ auth, url = '' }: ValuesOf<typeof httpParams>): readonly string[] {
  const { username, password, search, searchParams } = new URL(url);
  const inUrl = [password, decodeURIComponent(password), search.slice(1), ...searchParams.values()];
  const whole = `${username}${password}${search}` === '' ? [] : [url];
  return [auth?.bearer, auth?.password, ...inUrl, ...whole].filter((text) => text !== undefined);
}
