import { homedir, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { ArtifactStore } from '../artifacts/artifact-store.js';
import { FileHashes } from '../artifacts/file-hashes.js';
import { TestLedger } from '../ledger/test-ledger.js';
import { RunRecords } from '../pipeline/run-record.js';
import type { Machine } from '../pipeline/stage.js';
import { loadProject } from '../project/load-project.js';
import type { LoadRequest } from '../project/load-request.js';
import type { Project } from '../project/project.js';
import type { ProjectOptions } from './common-options.js';
import type { Context } from './context.js';
import { plugins } from './plugins.js';

/** A loaded project with what mlx keeps beside it. */
export interface Session {
  readonly project: Project;
  /** The project's `.mlx` folder. */
  readonly root: string;
  readonly store: ArtifactStore;
  readonly hashes: FileHashes;
  readonly records: RunRecords;
  readonly ledger: TestLedger;
}

/** Loads the project a command is about. Writes nothing. */
export async function openSession(options: ProjectOptions, context: Context): Promise<Session> {
  const project = await loadProject(loadRequestOf(options, context));
  return { project, ...openState(join(project.dir, '.mlx'), context.signal) };
}

/** Which project a command is about. */
export function loadRequestOf(options: ProjectOptions, context: Context): LoadRequest {
  return {
    file: resolve(context.cwd, options.project),
    environments: options.env,
    assignments: options.set,
    variables: context.environment,
    cwd: context.cwd,
    catalogue: plugins,
  };
}

/** What mlx keeps for a project, without the project itself. */
function openState(root: string, signal?: AbortSignal): Omit<Session, 'project'> {
  return {
    root,
    store: new ArtifactStore(root),
    hashes: new FileHashes(join(root, 'cache', 'file-hashes.json'), signal),
    records: new RunRecords(root),
    ledger: new TestLedger(root),
  };
}

/** The machine, as jobs may see it. */
export function machineOf(
  { environment, setEnvironment, self, cwd }: Context,
  options?: ProjectOptions,
): Machine {
  const memoryBytes = memoryOf(environment);
  const machine = { cacheDir: cacheDir(environment), memoryBytes, environment, setEnvironment };
  if (options === undefined) return { ...machine, self };
  const { project, env, set } = options;
  const told = [
    ...['--project', resolve(cwd, project)],
    ...env.flatMap((name) => ['--env', name]),
    ...set.flatMap((setting) => ['--set', setting]),
  ];
  return { ...machine, self, project: told };
}

/** `MLX_MEMORY_MB`, or what the machine has, or what a container may have of it. */
function memoryOf(environment: Context['environment']): number {
  const wanted = Number(environment['MLX_MEMORY_MB'] ?? '');
  if (wanted > 0) return wanted * 2 ** 20;
  const constrained = process.constrainedMemory();
  return constrained > 0 ? Math.min(totalmem(), constrained) : totalmem();
}

/** Where large things shared between projects lie: `MLX_CACHE_DIR`, or `mlx` in the user's cache folder. */
export function cacheDir(environment: Context['environment']): string {
  const own = environment['MLX_CACHE_DIR'];
  if (own !== undefined && own !== '') return resolve(own);
  const xdg = environment['XDG_CACHE_HOME'];
  const base = xdg !== undefined && xdg !== '' ? xdg : join(homedir(), '.cache');
  return join(base, 'mlx');
}
