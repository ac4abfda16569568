import { execFile } from 'node:child_process';
import { mkdir, statfs } from 'node:fs/promises';
import { availableParallelism, freemem, totalmem } from 'node:os';
import { promisify } from 'node:util';
import { openDatabase } from '../data/tables/database.js';
import { installNative } from '../learning/compute/native-install.js';
import { checkBackends } from '../learning/compute/probe-backend.js';
import { formatBytes } from '../ui/format.js';
import type { Context } from './context.js';
import { cacheDir } from './session.js';

/** One thing that was looked at. */
export interface MachineCheck {
  readonly name: string;
  readonly state: 'ok' | 'warning' | 'problem';
  readonly detail: string;
  /** The command that mends it. */
  readonly fix?: string;
}

const oldestNode = [20, 19] as const;
const littleDisk = 2e9;
const littleMemory = 2e9;

/** Looks at all that mlx needs, and at what would make it faster; `chosen` is the backend that `auto` takes. */
export async function checkMachine(
  context: Context,
): Promise<{ readonly checks: readonly MachineCheck[]; readonly chosen: string | null }> {
  const { environment: env, signal } = context;
  const cache = cacheDir(env);
  const backends = await checkBackends({ cacheDir: cache, env, signal });
  const chosen = backends.find(({ works }) => works)?.backend ?? null;
  const checks: MachineCheck[] = [
    { name: 'mlx', state: 'ok', detail: context.version },
    node(),
    ...backends.map(({ backend, works, version, problem, fix }): MachineCheck => {
      const name = `backend ${backend}`;
      if (works) {
        const used = backend === chosen ? ', the one `auto` takes' : '';
        return { name, state: 'ok', detail: `${version ?? ''}${used}` };
      }
      const state = chosen === null ? 'problem' : 'warning';
      return { name, state, detail: problem ?? 'does not work', ...(fix !== undefined && { fix }) };
    }),
    await duckdb(signal),
    await git(),
    memory(),
    await disk(cache),
  ];
  return { checks, chosen };
}

/** Installs the native backend, and says what it does. */
export async function fixMachine(context: Context, say: (text: string) => void): Promise<void> {
  const { environment: env, signal } = context;
  const { version, how, folder } = await installNative({
    cacheDir: cacheDir(env),
    env,
    signal,
    emit: (event) => {
      if (event.type === 'note' || event.type === 'warning') say(event.text);
      if (event.type === 'progress' && event.label !== undefined) say(event.label);
    },
  });
  say(`native TensorFlow ${version}: ${how} (${folder})`);
}

function node(): MachineCheck {
  const version = process.versions.node;
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [wantedMajor, wantedMinor] = oldestNode;
  const fits = major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
  if (fits) return { name: 'Node', state: 'ok', detail: version };
  const detail = `${version}, but mlx needs ${wantedMajor}.${wantedMinor} or newer`;
  return { name: 'Node', state: 'problem', detail, fix: 'install a newer Node.js' };
}

async function duckdb(signal: AbortSignal): Promise<MachineCheck> {
  try {
    await using database = await openDatabase({ signal });
    const [row] = await database.rows<{ version: string }>('SELECT version() AS version');
    return { name: 'DuckDB', state: 'ok', detail: row?.version ?? '' };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { name: 'DuckDB', state: 'problem', detail, fix: 'npm install' };
  }
}

async function git(): Promise<MachineCheck> {
  try {
    const { stdout } = await promisify(execFile)('git', ['--version']);
    return { name: 'git', state: 'ok', detail: stdout.trim().replace('git version ', '') };
  } catch {
    const detail = 'not found; run records will not say which commit they are from';
    return { name: 'git', state: 'warning', detail, fix: 'install git' };
  }
}

function memory(): MachineCheck {
  const detail = `${formatBytes(freemem())} free of ${formatBytes(totalmem())}, ${availableParallelism()} processors`;
  const state = totalmem() < littleMemory ? 'warning' : 'ok';
  return { name: 'memory', state, detail };
}

async function disk(cache: string): Promise<MachineCheck> {
  try {
    await mkdir(cache, { recursive: true });
    const { bavail, bsize } = await statfs(cache);
    const free = bavail * bsize;
    const detail = `${formatBytes(free)} free at ${cache}`;
    return { name: 'cache', state: free < littleDisk ? 'warning' : 'ok', detail };
  } catch (error) {
    const detail = `cannot write to ${cache}: ${error instanceof Error ? error.message : String(error)}`;
    return {
      name: 'cache',
      state: 'problem',
      detail,
      fix: 'set MLX_CACHE_DIR to a folder you may write to',
    };
  }
}
