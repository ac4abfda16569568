import { join } from 'node:path';
import type { RegisteredVersion } from '../registry/model-registry.js';
import { portFor } from '../serving/ports.js';
import {
  addressOf,
  deploymentsDir,
  type LocalServer,
  readServer,
  rememberServer,
  statusLocal,
} from './local-state.js';
import type { LocalTarget } from './local-target.js';
import { type ServerAddress, waitUntilServing } from './readiness.js';
import { stopProcess } from './server-process.js';
import { startedServer } from './started-server.js';

/** A server that answers with the wanted version. */
export interface ProductionServer {
  readonly url: string;
  readonly pid: number;
  /** False when a running server swapped its model. */
  readonly started: boolean;
}

/** Throws `serve/port-busy` when the production server would have to be started and could not listen. */
export async function ensureServable(target: LocalTarget): Promise<void> {
  if ((await serverInPlace(target)) === undefined) await portToTake(target);
}

/**
 * Makes the project's server answer with a version its alias points at already: a running server swaps by itself,
 * otherwise one is started. A server on another port or alias is replaced by one where it is wanted now.
 */
export async function serveVersion(
  target: LocalTarget,
  version: RegisteredVersion,
): Promise<ProductionServer> {
  const { stateDir } = target;
  const inPlace = await serverInPlace(target);
  if (inPlace !== undefined) {
    await rememberServer(stateDir, { ...inPlace.server, version: version.name });
    const { fingerprint } = version;
    const { instance, logFile, pid } = inPlace.server;
    const url = await waitUntilServing(
      { what, address: () => Promise.resolve(inPlace), instance, fingerprint, logFile },
      target,
    );
    return { url, pid, started: false };
  }
  const before = await statusLocal(stateDir);
  const started = await start(target, version);
  if (before.state === 'running') await stopProcess(before.server.pid);
  return started;
}

const what = 'The production server';

async function start(target: LocalTarget, version: RegisteredVersion): Promise<ProductionServer> {
  const { stateDir, alias, host } = target;
  const logFile = join(deploymentsDir(stateDir), 'local.log');
  const startedAt = target.now();
  const server = await startedServer(target, {
    ...{ serve: { alias }, host, port: await portToTake(target), logFile },
    ...{ what, fingerprint: version.fingerprint },
  });
  await rememberServer(stateDir, {
    ...{ ...server, host, alias, version: version.name, started: startedAt, logFile },
  });
  return { url: server.url, pid: server.pid, started: true };
}

/** The running server, if it listens where the project wants it and follows its alias. */
async function serverInPlace({
  stateDir,
  alias,
  host,
  port,
}: LocalTarget): Promise<({ readonly server: LocalServer } & ServerAddress) | undefined> {
  const status = await statusLocal(stateDir);
  if (status.state !== 'running') return undefined;
  const { server } = status;
  const anywhere = port === 'auto' || port === 0;
  const fits = server.alias === alias && server.host === host && (anywhere || server.port === port);
  return fits ? { server, ...addressOf(server) } : undefined;
}

async function portToTake({ stateDir, host, port }: LocalTarget): Promise<number> {
  return portFor(host, port, (await readServer(stateDir))?.port);
}
