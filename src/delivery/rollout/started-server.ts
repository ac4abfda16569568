import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Announcement, urlOf } from '../serving/server.js';
import { deploymentsDir } from './local-state.js';
import type { LocalTarget } from './local-target.js';
import { waitUntilServing } from './readiness.js';
import { type ServerArgs, stopProcess } from './server-process.js';

/** A server of this deploy, ready. */
export interface StartedServer {
  readonly url: string;
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
  let port = args.port;
  const url = async (): Promise<string | undefined> => {
    const said = await readFile(announce, 'utf8').catch(() => undefined);
    if (said === undefined) return undefined;
    ({ port } = JSON.parse(said) as Announcement);
    return urlOf(args.host, port);
  };
  const { logFile } = args;
  try {
    const at = await waitUntilServing(
      { what, url, instance, fingerprint, logFile, exited },
      target,
    );
    return { url: at, pid, port, instance };
  } catch (error) {
    await stopProcess(pid);
    throw error;
  } finally {
    await rm(announce, { force: true });
  }
}
