import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Announcement } from '../serving/announcement.js';
import { deploymentsDir } from './local-state.js';
import type { LocalTarget } from './local-target.js';
import { type ServerAddress, waitUntilServing } from './readiness.js';
import { type ServerArgs, stopProcess } from './server-process.js';

/** A server of this deploy, ready. */
export interface StartedServer extends ServerAddress {
  readonly pid: number;
  readonly port: number;
  readonly instance: string;
}

/** Starts a server and waits until it serves a package. When that fails it is stopped again: `deploy/not-healthy`. */
export async function startedServer(
  target: LocalTarget,
  wanted: Pick<ServerArgs, 'serve' | 'host' | 'port' | 'owner' | 'logFile'> & {
    readonly what: string;
    readonly fingerprint: string;
  },
): Promise<StartedServer> {
  const { what, fingerprint, ...args } = wanted;
  const instance = randomUUID();
  const announce = join(deploymentsDir(target.stateDir), `announced-${instance}.json`);
  const { pid, exited } = await target.spawnServer({ ...args, instance, announce });
  let said: Announcement | undefined;
  const address = async (): Promise<ServerAddress | undefined> => {
    const text = await readFile(announce, 'utf8').catch(() => undefined);
    if (text !== undefined) said = JSON.parse(text) as Announcement;
    return said;
  };
  const { logFile } = args;
  try {
    const url = await waitUntilServing(
      { what, address, instance, fingerprint, logFile, exited },
      target,
    );
    const { port = args.port, probe } = said ?? {};
    return { url, pid, port, instance, ...(probe !== undefined && { probe }) };
  } catch (error) {
    await stopProcess(pid);
    throw error;
  } finally {
    await rm(announce, { force: true });
  }
}
