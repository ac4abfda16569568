import { createServer, type Server } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { portFor } from '../../../src/delivery/serving/ports.js';

const open: Server[] = [];

afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

/** Listens on a port, or on any; undefined where another program of this machine has it already. */
async function take(port: number): Promise<number | undefined> {
  const server = createServer();
  const took = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen({ host: '127.0.0.1', port }, () => resolve(true));
  });
  if (!took) return undefined;
  open.push(server);
  return (server.address() as { port: number }).port;
}

test('`auto` takes the usual port, and passes by those that are taken', async () => {
  const first = await portFor('127.0.0.1', 'auto');
  await take(first);
  const second = await portFor('127.0.0.1', 'auto');
  expect(second).toBeGreaterThan(first);
  for (let port = 8080; port < 8100; port++) await take(port);
  const beyond = await portFor('127.0.0.1', 'auto');
  expect(beyond < 8080 || beyond >= 8100).toBe(true);
});

test('a server goes back to the port it had, where that is free', async () => {
  const had = (await take(0)) as number;
  expect(await portFor('127.0.0.1', 'auto', had)).not.toBe(had);
  expect(await portFor('127.0.0.1', 0, had)).not.toBe(had);
  open.splice(0)[0]?.close();
  await expect.poll(() => portFor('127.0.0.1', 'auto', had)).toBe(had);
});

test('a port that was named is taken or refused, never another', async () => {
  const taken = (await take(0)) as number;
  await expect(portFor('127.0.0.1', taken)).rejects.toMatchObject({
    code: 'serve/port-busy',
    hints: [expect.stringContaining('next free one'), expect.any(String)],
  });
});
