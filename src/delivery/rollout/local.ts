import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { holdWorkLock } from '../../artifacts/work-lock.js';
import { MlxError } from '../../errors/index.js';
import { openPackage, type Package } from '../package-folder.js';
import type { AliasMove, ModelRegistry, RegisteredVersion } from '../registry/model-registry.js';
import { openModelRegistry, type RegistryPlace } from '../registry/open-registry.js';
import { deploymentsDir, forgetServer, statusLocal } from './local-state.js';
import type { LocalTarget } from './local-target.js';
import { ensureServable, type ProductionServer, serveVersion } from './production-server.js';
import { replayGolden } from './replay-golden.js';
import { stopProcess } from './server-process.js';
import { startedServer } from './started-server.js';

/** What is served after a deploy or a rollback. */
export interface LocalDeployment extends ProductionServer {
  readonly version: RegisteredVersion;
  /** Name of the version the alias pointed at before, or null for the first deploy. */
  readonly previous: string | null;
}

/**
 * Serves a package on this machine: a trial server has to become ready and repeat the golden predictions, then the
 * package gets a version, the alias moves to it and the production server answers with it. When anything fails, what
 * was served before goes on being served. Throws `package/invalid`, `serve/port-busy`, `deploy/not-healthy`,
 * `deploy/golden-mismatch`, `registry/alias-moved`.
 */
export async function deployLocal(
  target: LocalTarget & {
    readonly packageDir: string;
    /** For the history, such as `deploy` or the reason a person gave. */
    readonly why: string;
    /** Largest allowed difference to a golden prediction. */
    readonly tolerance?: number;
  },
): Promise<LocalDeployment> {
  const { packageDir, why, tolerance = 1e-6 } = target;
  const registry = registryOfTarget(target);
  const candidate = await openPackage(packageDir);
  return oneAtATime(target, async () => {
    const previous = (await registry.target(target.alias)) ?? null;
    await ensureServable(target);
    await tryOut(target, candidate, tolerance);
    const version = await registry.addVersion(packageDir, target.now());
    return switchTo(target, version, { previous, why });
  });
}

/**
 * Serves the version that was deployed before the current one. Throws `deploy/no-previous` when there is none, and
 * `package/invalid` when the registry's copy of it is damaged; the current one then goes on being served.
 */
export async function rollbackLocal(
  target: LocalTarget & { readonly why: string },
): Promise<LocalDeployment> {
  const { alias, why } = target;
  const registry = registryOfTarget(target);
  await lastTwo(registry, alias); // Before a lock is written.
  return oneAtATime(target, async () => {
    const { current, previous } = await lastTwo(registry, alias);
    const version = await registry.version(previous);
    await openPackage(version.folder);
    await ensureServable(target);
    return switchTo(target, version, { previous: current, why, rollback: true });
  });
}

/** The version that an alias points at, and the one before it. */
async function lastTwo(
  registry: ModelRegistry,
  alias: string,
): Promise<{ readonly current: string; readonly previous: string }> {
  const [current, previous] = [await registry.target(alias), await registry.previousOf(alias)];
  if (current !== undefined && previous !== undefined) return { current, previous };
  const deployed = current === undefined ? 'nothing was' : `only \`${current}\` was`;
  throw new MlxError(
    'deploy/no-previous',
    `There is no earlier version to roll back to: ${deployed} deployed as \`${alias}\` so far`,
    { hints: ['Deploy a version with `mlx deploy` first, and another one after it'] },
  );
}

/** Stops the project's server after its last request. False when none was running; another process is never touched. */
export async function stopLocal(stateDir: string): Promise<boolean> {
  const status = await statusLocal(stateDir);
  if (status.state === 'running') await stopProcess(status.server.pid);
  if (status.state !== 'silent') await forgetServer(stateDir);
  return status.state === 'running';
}

/** The model registry of a project. `stateDir` is its `.mlx` folder; where the project does not say otherwise, the registry is in it. */
export function registryOf(stateDir: string, place: RegistryPlace = {}): ModelRegistry {
  return openModelRegistry(place, { stateDir, projectDir: dirname(stateDir) });
}

function registryOfTarget({ registry, stateDir }: LocalTarget): ModelRegistry {
  return registry ?? registryOf(stateDir);
}

/**
 * Lets two deploys of a project at once follow each other, so that both see the server the first one started.
 * What must never go wrong, an alias overtaken, is kept by compare-and-set, not by this lock.
 */
async function oneAtATime<Result>(
  { stateDir, emit, signal }: LocalTarget,
  work: () => Promise<Result>,
): Promise<Result> {
  const onWait = (pid: number) =>
    emit({ type: 'note', text: `waiting for the deploy of process ${pid}` });
  const lock = join(deploymentsDir(stateDir), 'local.lock');
  const release = await holdWorkLock(lock, { onWait, signal });
  try {
    return await work();
  } finally {
    await release();
  }
}

/** Serves the package where no user can reach it, and asks for its golden predictions. */
async function tryOut(target: LocalTarget, candidate: Package, tolerance: number): Promise<void> {
  const { stateDir, emit, signal } = target;
  const logFile = join(deploymentsDir(stateDir), `trial-${randomUUID()}.log`);
  const server = await startedServer(target, {
    ...{ serve: { packageDir: candidate.folder }, host: '127.0.0.1', port: 0, logFile },
    ...{ owner: process.pid, what: 'The trial server' },
    fingerprint: candidate.manifest.fingerprint,
  });
  try {
    const difference = await replayGolden(server.url, candidate, { tolerance, signal });
    emit({ type: 'fact', name: 'golden predictions repeated', value: candidate.golden.length });
    emit({ type: 'fact', name: 'largest golden difference', value: difference });
    await rm(logFile, { force: true });
  } finally {
    await stopProcess(server.pid);
  }
}

/** Moves the alias, and back again when the new version cannot be served. */
async function switchTo(
  target: LocalTarget,
  version: RegisteredVersion,
  move: { readonly previous: string | null; readonly why: string; readonly rollback?: true },
): Promise<LocalDeployment> {
  const { alias, by, now, signal, emit } = target;
  const { previous, why, rollback } = move;
  const registry = registryOfTarget(target);
  signal.throwIfAborted();
  await registry.setAlias(alias, version.name, {
    ...{ by, why, at: now(), expected: previous },
    ...(rollback && { rollback }),
  });
  try {
    const server = await serveVersion(target, version);
    emit({ type: 'fact', name: 'serving', value: `${version.name} on ${server.url}` });
    return { ...server, version, previous };
  } catch (error) {
    if (previous !== null && previous !== version.name) {
      const back = { by, why: `${version.name} could not be served`, at: now() };
      await moveBack(registry, target.alias, {
        ...{ ...back, from: version.name, to: previous, rollback: rollback === undefined },
      });
    }
    throw error;
  }
}

/** Unless somebody has moved the alias on meanwhile: then it is theirs. */
async function moveBack(
  registry: ModelRegistry,
  alias: string,
  back: Pick<AliasMove, 'by' | 'why' | 'at'> & { from: string; to: string; rollback: boolean },
): Promise<void> {
  const { from, to, rollback, ...move } = back;
  try {
    await registry.setAlias(alias, to, {
      ...{ ...move, expected: from },
      ...(rollback && { rollback }),
    });
  } catch (error) {
    if (!(error instanceof MlxError && error.code === 'registry/alias-moved')) throw error;
  }
}
