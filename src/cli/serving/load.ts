import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

/** What to send, and how hard. */
export interface Load {
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly connections: number;
  readonly seconds: number;
  readonly signal: AbortSignal;
}

/** What came of it. Times are in milliseconds, from sending to the last byte, and cover answers with 2xx only. */
export interface Measured {
  readonly requests: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
  /** How many answers had which status that is not 2xx. */
  readonly refused: Readonly<Record<string, number>>;
  /** Requests that got no answer at all. */
  readonly lost: number;
}

/** Asks over some connections that stay open, each as soon as its last answer is there (a closed loop). */
export async function putUnderLoad({ url, body, headers, ...load }: Load): Promise<Measured> {
  const secure = url.startsWith('https:');
  const { connections, seconds, signal } = load;
  const options = { keepAlive: true, maxSockets: connections };
  const agent: HttpAgent = secure ? new HttpsAgent(options) : new HttpAgent(options);
  const send: typeof httpRequest = secure ? httpsRequest : httpRequest;
  const all = { ...headers, 'content-length': String(Buffer.byteLength(body)) };
  const times: number[] = [];
  const refused: Record<string, number> = {};
  let lost = 0;
  const ask = (): Promise<void> =>
    new Promise((resolve) => {
      const began = performance.now();
      const asked = send(url, {
        method: 'POST',
        agent,
        headers: all,
      });
      asked.on('response', (response) => {
        const { statusCode = 0 } = response;
        response.resume().once('close', () => {
          if (!response.complete) lost += 1;
          else if (statusCode >= 200 && statusCode < 300) times.push(performance.now() - began);
          else refused[statusCode] = (refused[statusCode] ?? 0) + 1;
          resolve();
        });
      });
      asked.once('error', () => {
        lost += 1;
        setTimeout(resolve, 10);
      });
      asked.end(body);
    });
  const began = performance.now();
  const until = began + seconds * 1000;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (performance.now() < until && !signal.aborted) await ask();
    }),
  );
  const took = (performance.now() - began) / 1000;
  agent.destroy();
  times.sort((a, b) => a - b);
  return {
    requests: times.length,
    perSecond: times.length / took,
    ...{ p50: quantile(times, 0.5), p95: quantile(times, 0.95), p99: quantile(times, 0.99) },
    max: times.at(-1) ?? 0,
    ...{ refused, lost },
  };
}

/** Nearest rank. */
function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}
