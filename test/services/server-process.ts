import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

/** Who a program runs as: most servers refuse to be root. Empty when this process is not. */
export interface Account {
  readonly uid?: number;
  readonly gid?: number;
}

/** The account of a name, for a process of root; otherwise the present one. */
export function accountOf(name: string): Account {
  if (process.getuid?.() !== 0) return {};
  try {
    const id = (flag: string): number =>
      Number(execFileSync('id', [flag, name], { stdio: 'pipe' }));
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return {};
  }
}

/** The path of the first program that is installed, in PATH or where Debian puts such programs. */
export function findProgram(...names: readonly string[]): string | undefined {
  const versions = '/usr/lib/postgresql';
  const postgres = existsSync(versions)
    ? readdirSync(versions).map((each) => join(versions, each, 'bin'))
    : [];
  const folders = [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin', ...postgres];
  for (const name of names) {
    const found = folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A port nobody listens on at the moment. */
export async function freePort(): Promise<number> {
  return await new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        resolve(typeof address === 'object' && address !== null ? address.port : 0),
      );
    });
  });
}

/** A folder for a server to live in, which its account owns. */
export async function serverFolder({ uid, gid }: Account): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'mlx-server-'));
  if (uid !== undefined && gid !== undefined) await chown(folder, uid, gid);
  return folder;
}

/** Runs a program to its end; throws with what it printed when it fails. */
export async function runProgram(
  program: string,
  args: readonly string[],
  options: Account & { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<string> {
  const { stdout } = await promisify(execFile)(program, [...args], {
    cwd: '/',
    ...options,
    maxBuffer: 1 << 26,
  });
  return stdout;
}

/** A server that was started for a test. */
export class ServerProcess {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  readonly #isGroup: boolean;
  printed = '';

  /** With `group` it is killed together with the processes that it starts. */
  constructor(
    program: string,
    args: readonly string[],
    {
      group = false,
      ...options
    }: Account & {
      readonly cwd?: string;
      readonly env?: NodeJS.ProcessEnv;
      readonly group?: boolean;
    } = {},
  ) {
    this.#isGroup = group;
    this.#child = spawn(program, args, {
      ...{ cwd: '/', ...options, detached: group },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#ended = new Promise((resolve) =>
      this.#child.once('exit', resolve).once('error', resolve),
    );
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (this.printed += text));
    }
  }

  /** Waits until a question is answered without an error. */
  async ready(ask: () => Promise<unknown>, seconds = 60): Promise<void> {
    const deadline = performance.now() + seconds * 1000;
    for (;;) {
      try {
        await ask();
        return;
      } catch (cause) {
        const over = this.#child.exitCode !== null || performance.now() > deadline;
        if (over) throw new Error(`the server did not start:\n${this.printed}`, { cause });
        await sleep(50);
      }
    }
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const { pid, exitCode } = this.#child;
    if (!this.#isGroup || pid === undefined) this.#child.kill(signal);
    else if (exitCode === null) process.kill(-pid, signal);
    await this.#ended;
  }
}

/** Removes a folder although a server may still be leaving it. */
export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

/** Says on the terminal that something is not tested, because a component is missing. */
export function skippedAloud(what: string, missing: boolean): boolean {
  if (missing) process.stderr.write(`SKIPPED: ${what} is not installed here\n`);
  return missing;
}
