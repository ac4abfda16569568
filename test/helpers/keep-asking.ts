import { Agent, request } from 'node:http';

/** How requests ended that were sent over connections that stay open. */
export interface Asked {
  answered: number;
  /** Sent, and never answered. */
  lost: number;
  /** Not sent, because nobody listens. */
  refused: number;
  readonly statuses: Record<number, number>;
  readonly versions: Record<string, number>;
}

/** Sends `body` to `/predict` again and again over some connections, until nobody listens or `until` says so. */
export async function keepAsking(
  url: string,
  body: string,
  { connections, until }: { readonly connections: number; readonly until: () => boolean },
): Promise<Asked> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const seen: Asked = { answered: 0, lost: 0, refused: 0, statuses: {}, versions: {} };
  const headers = { 'content-length': Buffer.byteLength(body) };
  const ask = (): Promise<boolean> =>
    new Promise((resolve) => {
      const asked = request(`${url}/predict`, { agent, method: 'POST', headers });
      asked.on('response', (response) => {
        response.on('error', () => undefined).resume();
        response.on('close', () => {
          if (response.complete) seen.answered += 1;
          else seen.lost += 1;
          const { statusCode = 0 } = response;
          seen.statuses[statusCode] = (seen.statuses[statusCode] ?? 0) + 1;
          const version = String(response.headers['x-mlx-version']);
          seen.versions[version] = (seen.versions[version] ?? 0) + 1;
          resolve(true);
        });
      });
      asked.on('error', (error: NodeJS.ErrnoException) => {
        const refused = error.code === 'ECONNREFUSED';
        seen[refused ? 'refused' : 'lost'] += 1;
        resolve(!refused);
      });
      asked.end(body);
    });
  const client = async (): Promise<void> => {
    while (!until()) if (!(await ask())) return;
  };
  await Promise.all(Array.from({ length: connections }, client));
  agent.destroy();
  return seen;
}
