import { spawn } from 'node:child_process';

export interface CommandOptions {
  readonly cwd?: string;
  /** The whole environment of the command; absent for that of this process. */
  readonly env?: Environment;
  /** The command is killed after this many seconds. */
  readonly seconds?: number;
  readonly signal?: AbortSignal;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** How a command ended. That it failed is a result, not an exception. */
export interface CommandResult {
  /** `undefined` when it was killed. */
  readonly code: number | undefined;
  /** There is no such program. */
  readonly missing: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

export type RunCommand = (
  command: string,
  args: readonly string[],
  options?: CommandOptions,
) => Promise<CommandResult>;

/** Runs a program without a shell, to its end. Rejects only with the reason of an aborted signal. */
export const runCommand: RunCommand = (command, args, options = {}) =>
  new Promise((resolve, reject) => {
    options.signal?.throwIfAborted();
    // A group of its own: what the program started must end with it.
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));

    const kill = () => killGroup(child.pid);
    options.signal?.addEventListener('abort', kill, { once: true });
    const timer =
      options.seconds === undefined ? undefined : setTimeout(kill, options.seconds * 1000);
    const finish = (result: Pick<CommandResult, 'code' | 'missing'>) => {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', kill);
      if (options.signal?.aborted === true) reject(options.signal.reason as Error);
      else resolve({ ...result, ...output });
    };
    child.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ENOENT' ? finish({ code: undefined, missing: true }) : reject(error),
    );
    child.on('close', (code) => finish({ code: code ?? undefined, missing: false }));
  });

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // It ended by itself a moment ago.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
