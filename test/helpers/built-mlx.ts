import { execFile, spawn } from 'node:child_process';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { holdWorkLock } from '../../src/artifacts/work-lock.js';
import { type CommandResult, installation } from './project-dir.js';

const cache = join(installation, 'node_modules', '.cache');
const stamp = join(cache, 'mlx-built-for');
const bin = join(installation, 'bin', 'mlx.js');

/** The path of `bin/mlx.js`, built from the present source: once per run of vitest, and only if `dist/` is older. */
export async function builtMlx(): Promise<string> {
  await mkdir(cache, { recursive: true });
  const release = await holdWorkLock(join(cache, 'mlx-build.lock'), {
    onWait: () => undefined,
    signal: new AbortController().signal,
  });
  try {
    const checkedFor = await readFile(stamp, 'utf8').catch(() => '');
    if (checkedFor === String(process.ppid)) return bin;
    if (await isOutOfDate()) {
      await promisify(execFile)(process.execPath, ['scripts/build.mjs'], { cwd: installation });
    }
    await writeFile(stamp, String(process.ppid));
    return bin;
  } finally {
    await release();
  }
}

async function isOutOfDate(): Promise<boolean> {
  const built = await stat(join(installation, 'dist', 'main.js')).catch(() => undefined);
  if (built === undefined) return true;
  const entries = await readdir(join(installation, 'src'), {
    recursive: true,
    withFileTypes: true,
  });
  const sources = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const times = await Promise.all(
    [...sources, join(installation, 'scripts', 'build.mjs')].map(async (file) => stat(file)),
  );
  return times.some(({ mtimeMs }) => mtimeMs > built.mtimeMs);
}

/** How a process of mlx ended, with its text unmasked. */
export interface Ended extends CommandResult {
  /** The signal that killed it; null when it ended by itself. */
  readonly killedBy: NodeJS.Signals | null;
  readonly seconds: number;
}

/** A process of mlx that has been started. */
export interface StartedMlx {
  readonly pid: number;
  /** All it has printed so far, both streams. */
  readonly printed: () => string;
  readonly kill: (signal: NodeJS.Signals) => void;
  readonly ended: Promise<Ended>;
  /** Resolves when its output matches; throws when it ends before that. */
  readonly says: (pattern: RegExp) => Promise<void>;
}

export interface MlxWorld {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** What is piped in; nothing is connected when left out. */
  readonly input?: string | undefined;
  /** Milliseconds after which a process that hangs is killed. */
  readonly limitMs?: number;
}

/** Starts `bin/mlx.js` as a process of its own. Colour is off unless `env` says otherwise. */
export async function startMlx(args: readonly string[], world: MlxWorld): Promise<StartedMlx> {
  const program = await builtMlx();
  const startedAt = performance.now();
  const child = spawn(process.execPath, [program, ...args], {
    cwd: world.cwd,
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, CI: undefined, ...world.env },
    stdio: [world.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    timeout: world.limitMs ?? 60_000,
    killSignal: 'SIGKILL',
  });
  // A process that is killed does not take all.
  child.stdin?.on('error', () => undefined).end(world.input);
  let [stdout, stderr, over] = ['', '', false];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, killedBy) => {
      over = true;
      const seconds = (performance.now() - startedAt) / 1000;
      resolve({ exitCode: code ?? -1, killedBy, stdout, stderr, seconds });
    });
  });
  return {
    pid: child.pid ?? -1,
    printed: () => stdout + stderr,
    kill: (signal) => child.kill(signal),
    ended,
    says: async (pattern) => {
      while (!pattern.test(stdout + stderr)) {
        if (over) throw new Error(`mlx ended without saying ${String(pattern)}:\n${stderr}`);
        await sleep(5);
      }
    },
  };
}

/** Runs `bin/mlx.js` to its end. Words are split at blanks; pass a list when a word has blanks in it. */
export async function runMlx(command: string | readonly string[], world: MlxWorld): Promise<Ended> {
  const words = typeof command === 'string' ? command.split(' ').filter(Boolean) : command;
  return (await startMlx(words, world)).ended;
}
