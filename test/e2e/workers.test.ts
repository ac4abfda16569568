import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type StartedMlx, startMlx } from '../helpers/built-mlx.js';
import { childrenOf } from '../helpers/processes.js';
import { ProjectDir } from '../helpers/project-dir.js';
import { housesCsv } from '../helpers/small-data.js';
import { housesYaml } from '../helpers/small-projects.js';

const serve = `serve:
  workers: 2
  limits: { concurrent: 4, receive_seconds: 60 }
  security: { rate: { per_minute: 1, burst: 7 } }
`;

describe('a server of two workers', () => {
  let project: ProjectDir;
  let server: StartedMlx;
  let url: string;
  const sockets: Socket[] = [];

  beforeAll(async () => {
    project = await ProjectDir.with({
      ...{ 'mlx.yaml': `${housesYaml}${serve}`, 'data/houses.csv': housesCsv(200) },
    });
    await project.mlx('package');
    const limitMs = 300_000;
    server = await startMlx(['serve', '--port', '0', '--json'], { cwd: project.path, limitMs });
    await server.says(/"url": ".*"/);
    [, url = ''] = /"url": "(.*)"/.exec(server.printed()) ?? [];
    await vi.waitFor(async () => expect(await workersReady()).toBe(2), { timeout: 30_000 });
  });
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    server.kill('SIGTERM');
    await server.ended;
    await project[Symbol.asyncDispose]();
  });

  async function workersReady(): Promise<number> {
    const response = await fetch(`${url}/readyz`).catch(() => undefined);
    const said = (await response?.json()) as { workers?: { ready: number } } | undefined;
    return said?.workers?.ready ?? 0;
  }

  /** Sends as much of a request as makes it count, over a line of its own, so that both workers get some. */
  async function begin(): Promise<{ readonly end: () => Promise<string> }> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    sockets.push(socket);
    let said = '';
    socket.setEncoding('utf8').on('data', (part: string) => (said += part));
    await once(socket, 'connect');
    socket.write(
      'POST /predict HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{',
    );
    return {
      end: async () => {
        if (said === '') socket.write('}');
        if (!socket.closed) await once(socket, 'close');
        return said.slice(9, 12);
      },
    };
  }

  it('has as many requests under way as it may, over all workers', async () => {
    const begun = [];
    for (let count = 0; count < 6; count++) begun.push(await begin());
    const closed = () => sockets.filter((socket) => socket.closed).length;
    await expect.poll(closed, { timeout: 30_000 }).toBe(2);
    const statuses = await Promise.all(begun.map(({ end }) => end()));
    // A row without its fields is no row: what matters is that it was read.
    expect(statuses.toSorted()).toEqual(['422', '422', '422', '422', '429', '429']);
  });

  it('lets a caller ask as often as it may, over all workers, also after one is lost', async () => {
    const ask = async (): Promise<number> => {
      const headers = { connection: 'close' };
      return (await fetch(`${url}/signature`, { headers })).status;
    };
    expect(await ask()).toBe(200);
    expect([await ask(), await ask(), await ask()]).toEqual([429, 429, 429]);
    const [lost] = await childrenOf(server.pid);
    process.kill(lost as number, 'SIGKILL');
    const isGone = async () => !(await childrenOf(server.pid)).includes(lost as number);
    await expect.poll(isGone, { timeout: 30_000 }).toBe(true);
    await expect.poll(workersReady, { timeout: 30_000 }).toBe(2);
    expect([await ask(), await ask(), await ask()]).toEqual([429, 429, 429]);
  });
});
