// A client that keeps its connections open and counts every request it sent and how it ended, for tests of swaps and drains:
// unlike a load generator it can tell a refused connection (nothing was sent) from a request that was lost.
import { Agent, request } from 'node:http';

/** Sends `body` again and again over `connections` until `until()` says so or nobody listens any more. */
export async function keepAsking(url, body, { connections, until }) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const seen = { answered: 0, lost: 0, refused: 0, statuses: {}, versions: {} };
  const ask = () =>
    new Promise((resolve) => {
      const asked = request(`${url}/predict`, {
        ...{ agent, method: 'POST' },
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      });
      asked.on('response', (response) => {
        response.on('error', () => undefined).resume();
        response.on('close', () => {
          if (!response.complete) seen.lost += 1;
          else seen.answered += 1;
          seen.statuses[response.statusCode] = (seen.statuses[response.statusCode] ?? 0) + 1;
          const version = response.headers['x-mlx-version'];
          seen.versions[version] = (seen.versions[version] ?? 0) + 1;
          resolve(true);
        });
      });
      asked.on('error', (error) => {
        const refused = error.code === 'ECONNREFUSED';
        seen[refused ? 'refused' : 'lost'] += 1;
        resolve(!refused);
      });
      asked.end(body);
    });
  const client = async () => {
    while (!until()) if (!(await ask())) return;
  };
  await Promise.all(Array.from({ length: connections }, client));
  agent.destroy();
  return seen;
}
