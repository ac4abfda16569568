import { spawn } from 'node:child_process';
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { processAlive } from '../../artifacts/process-alive.js';
import { MlxError } from '../../errors/index.js';

/** What a server is started for. It passes `host` to `owner` on to `startServer`. */
export interface ServerArgs {
  /** A package folder, or what an alias of the project's registry points at, now and later. */
  readonly serve: { readonly packageDir: string } | { readonly alias: string };
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly instance: string;
  readonly announce: string;
  /** Process the server must not outlive. */
  readonly owner?: number;
  /** File for all it prints. */
  readonly logFile: string;
}

/** A server that was started. */
export interface ServerProcess {
  readonly pid: number;
  /** Resolves when it has ended, and how: `exit code 1`, `signal SIGKILL`. Only while this process lives. */
  readonly exited: Promise<string>;
}

/** Starts a server as a process of its own that outlives this one. SIGTERM must close it gracefully. */
export type SpawnServer = (args: ServerArgs) => Promise<ServerProcess>;

/** Starts a program in the background, its output appended to a log file, and does not wait for it at exit. */
export async function spawnInBackground(
  command: string,
  args: readonly string[],
  { logFile, cwd, env }: { logFile: string; cwd: string; env: NodeJS.ProcessEnv },
): Promise<ServerProcess> {
  await mkdir(dirname(logFile), { recursive: true });
  const log = await open(logFile, 'a');
  try {
    const child = spawn(command, args, {
      ...{ cwd, env, detached: true, windowsHide: true },
      stdio: ['ignore', log.fd, log.fd],
    });
    const exited = new Promise<string>((resolve) => {
      child.once('exit', (code, signal) =>
        resolve(code === null ? `signal ${String(signal)}` : `exit code ${code}`),
      );
    });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    child.unref();
    return { pid: child.pid as number, exited };
  } finally {
    await log.close();
  }
}

/**
 * Asks a server to finish its requests and end, and ends it by force after `graceSeconds`. The caller must know that the
 * process is the server. Throws `deploy/not-stopped`.
 */
export async function stopProcess(pid: number, graceSeconds = 15): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    if (await hasEnded(pid)) return;
    send(pid, signal);
    const deadline = performance.now() + graceSeconds * 1000;
    while (performance.now() < deadline) {
      if (await hasEnded(pid)) return;
      await sleep(pollMs);
    }
  }
  throw notStopped(pid);
}

/** The last lines a server wrote, indented, to stand below a message. */
export async function lastLines(logFile: string, count = 15): Promise<string> {
  const text = await readFile(logFile, 'utf8').catch(() => '');
  const lines = text.trimEnd().split('\n').slice(-count);
  return text.trim() === '' ? '' : `:\n${lines.map((line) => `    ${line}`).join('\n')}`;
}

const pollMs = 25;

/** A process nobody has waited for is over too, although it still has its id. */
async function hasEnded(pid: number): Promise<boolean> {
  if (!processAlive(pid)) return true;
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat.slice(stat.lastIndexOf(')')).startsWith(') Z');
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ESRCH') throw notStopped(pid, cause);
  }
}

function notStopped(pid: number, cause?: unknown): MlxError {
  return new MlxError('deploy/not-stopped', `The server with process id ${pid} does not stop`, {
    hints: ['Stop it as the user who started it'],
    cause,
  });
}
