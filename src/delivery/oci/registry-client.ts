import { setTimeout as sleep } from 'node:timers/promises';
import { answerError, networkError } from './answer-error.js';
import type { Credentials } from './credentials.js';
import type { ImageReference } from './reference.js';
import { tokenFor } from './token.js';

/** What one request is. */
interface RegistryRequest {
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** Statuses that the caller deals with, beside success. */
  readonly accepts?: readonly number[];
  /** How often to ask in all; what cannot be said twice is asked once. */
  readonly attempts?: number;
}

/** A repository of a registry, to be pulled from or pushed to. */
export interface RegistryWorld {
  readonly credentials: Credentials | undefined;
  readonly signal: AbortSignal;
  /** Seconds before the first new attempt; doubled for each further one. */
  readonly pause?: number;
  /** Another repository of the registry that is read, to take blobs over from. */
  readonly mountFrom?: string;
}

/**
 * Asks one repository over the OCI distribution API (github.com/opencontainers/distribution-spec 1.1). Signs in when the registry asks for
 * it, by Basic or by a token; asks again after passing failures. Credentials go to the registry and where it sends for tokens, and
 * nowhere else. TLS is verified; `NODE_EXTRA_CA_CERTS` names further authorities.
 */
export class RegistryClient {
  readonly place: ImageReference;
  readonly #scopes: readonly string[];
  readonly #world: RegistryWorld;
  #authorization: string | undefined;

  constructor(place: ImageReference, does: 'pull' | 'pull,push', world: RegistryWorld) {
    this.place = place;
    const { mountFrom } = world;
    this.#scopes = [
      `repository:${place.repository}:${does}`,
      ...(mountFrom === undefined ? [] : [`repository:${mountFrom}:pull`]),
    ];
    this.#world = world;
  }

  /** An address below `/v2/REPOSITORY/`. */
  url(path: string): URL {
    return new URL(`/v2/${this.place.repository}/${path}`, this.place.origin);
  }

  /** Throws `image/refused`, `image/not-there`, `image/unreachable` or `image/failed`. */
  async ask(url: URL, request: RegistryRequest = {}): Promise<Response> {
    const { accepts = [], attempts = mostAttempts } = request;
    for (let attempt = 0; ; attempt++) {
      const outcome = await this.#known(url, request);
      this.#world.signal.throwIfAborted();
      if (isWanted(outcome, accepts)) return outcome;
      if (!isPassing(outcome) || attempt + 1 >= attempts) throw await this.#failure(outcome);
      if (outcome instanceof Response) await outcome.body?.cancel();
      await this.pause(attempt, outcome);
    }
  }

  /** Asks, and once more after signing in when the registry wants to know who. */
  async #known(url: URL, request: RegistryRequest): Promise<Response | Error> {
    const first = await this.#once(url, request);
    const asksWho = first instanceof Response && first.status === 401;
    if (!asksWho || url.origin !== this.place.origin) return first;
    await this.#signIn(first);
    return this.#once(url, request);
  }

  async #failure(outcome: Response | Error): Promise<Error> {
    return outcome instanceof Response
      ? answerError(outcome, this.place)
      : networkError(outcome, this.place);
  }

  async #once(
    url: URL,
    { method = 'GET', headers, body }: RegistryRequest,
  ): Promise<Response | Error> {
    // An upload or a blob may lie at another host, which vouches for itself by its address.
    const own = url.origin === this.place.origin ? this.#authorization : undefined;
    try {
      return await fetch(url, {
        method,
        ...(body !== undefined && { body }),
        signal: AbortSignal.any([this.#world.signal, AbortSignal.timeout(longest)]),
        headers: {
          'user-agent': 'mlx',
          ...(own !== undefined && { authorization: own }),
          ...headers,
        },
      });
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  async #signIn(answer: Response): Promise<void> {
    const { credentials, signal } = this.#world;
    this.#authorization = await tokenFor(answer, {
      ...{ place: this.place, scopes: this.#scopes, credentials, signal },
    });
  }

  /** Waits before the next of several attempts, counted from 0: longer each time, or as the registry asks. */
  async pause(attempt: number, outcome?: Response | Error): Promise<void> {
    const { signal, pause = 0.5 } = this.#world;
    const asked = outcome instanceof Response ? Number(outcome.headers.get('retry-after')) : 0;
    const seconds = asked > 0 ? Math.min(asked, 120) : pause * 2 ** attempt;
    await sleep(seconds * 1000, undefined, { signal });
  }
}

function isWanted(outcome: Response | Error, accepts: readonly number[]): outcome is Response {
  return outcome instanceof Response && (outcome.ok || accepts.includes(outcome.status));
}

function isPassing(outcome: Response | Error): boolean {
  return !(outcome instanceof Response) || passingStatuses.has(outcome.status);
}

const passingStatuses = new Set([408, 429, 500, 502, 503, 504]);

/** How often a registry is asked in all before it is given up. */
export const mostAttempts = 5;

/** Of one request, in milliseconds: a blob of some hundred megabytes over a slow line. */
const longest = 30 * 60 * 1000;
