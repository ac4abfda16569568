import { get as httpGet } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { MlxError } from '../../errors/index.js';
import type { Readiness } from '../serving/announcement.js';
import { lastLines } from './server-process.js';

/** Where a server is asked whether it is ready, and where everybody else asks it. */
export interface ServerAddress {
  readonly url: string;
  readonly probe?: string;
}

/** A server to wait for. */
export interface AwaitedServer {
  /** As the message calls it: `the trial server`. */
  readonly what: string;
  /** Where it listens, or undefined while that is not known. */
  readonly address: () => Promise<ServerAddress | undefined>;
  readonly instance: string;
  /** Fingerprint of the package it has to serve. */
  readonly fingerprint: string;
  readonly logFile: string;
  /** Resolves when the process ends. Absent for a server somebody else started. */
  readonly exited?: Promise<string>;
}

/** Asks a server whether it is ready; undefined when nobody answers in a second, or not like a server of mlx. */
export async function askReadiness({
  url,
  probe = url,
}: ServerAddress): Promise<Readiness | undefined> {
  try {
    const said = JSON.parse(await get(`${probe}/readyz`)) as Partial<Readiness> | null;
    return typeof said?.instance === 'string' ? (said as Readiness) : undefined;
  } catch {
    return undefined; // Whatever the reason, there is no server of ours.
  }
}

/**
 * The body of an answer. Whose certificate it is does not matter: nothing is told to the server, and what it says counts only with
 * the right instance. `node:http`, because loading `fetch` takes longer than asking: every `mlx run` comes by here.
 */
async function get(url: string): Promise<string> {
  const secure = url.startsWith('https:');
  const send: typeof httpGet = secure ? (await import('node:https')).get : httpGet;
  const options = {
    ...{ agent: false, signal: AbortSignal.timeout(askMs) },
    ...(secure && { rejectUnauthorized: false }),
  };
  return new Promise((resolve, reject) => {
    const request = send(url, options, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (part: string) => (body += part));
      response.on('end', () => resolve(body)).on('error', reject);
    });
    request.on('error', reject);
  });
}

/** Waits until a server serves a package, and tells where. Throws `deploy/not-healthy` with the end of its log. */
export async function waitUntilServing(
  server: AwaitedServer,
  { timeoutSeconds, signal }: { readonly timeoutSeconds: number; readonly signal: AbortSignal },
): Promise<string> {
  const deadline = performance.now() + timeoutSeconds * 1000;
  let ended: string | undefined;
  void server.exited?.then((how) => {
    ended = how;
  });
  while (ended === undefined && performance.now() < deadline) {
    signal.throwIfAborted();
    const address = await server.address();
    const said = address === undefined ? undefined : await askReadiness(address);
    if (address !== undefined && said !== undefined && serves(said, server)) return address.url;
    await sleep(pollMs, undefined, { signal });
  }
  const how =
    ended === undefined
      ? `was not ready after ${timeoutSeconds} seconds`
      : `ended (${ended}) before it was ready`;
  const lines = await lastLines(server.logFile);
  throw new MlxError('deploy/not-healthy', `${server.what} ${how}${lines}`, {
    hints: [`Read all it wrote in \`${server.logFile}\``],
  });
}

const askMs = 1000;
const pollMs = 40;
const shortestVersion = 8;

function serves({ ready, version = '', instance }: Readiness, server: AwaitedServer): boolean {
  return (
    ready &&
    instance === server.instance &&
    version.length >= shortestVersion &&
    server.fingerprint.startsWith(version)
  );
}
