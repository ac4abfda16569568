import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { runCli } from '../../src/cli/run-cli.js';
import { mlxVersion } from '../../src/contracts/version.js';

export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The folder mlx is installed in: this checkout. */
export const installation = resolve(import.meta.dirname, '..', '..');

/** A real project in a temporary folder, and `mlx` to run in it. Deleted when it goes out of scope. */
export class ProjectDir implements AsyncDisposable {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static async with(
    files: Readonly<Record<string, string | Uint8Array>> = {},
  ): Promise<ProjectDir> {
    const project = new ProjectDir(await mkdtemp(join(tmpdir(), 'mlx-test-')));
    await project.write(files);
    return project;
  }

  async write(files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
    for (const [name, content] of Object.entries(files)) {
      const path = join(this.path, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content);
    }
  }

  async read(name: string): Promise<string> {
    return readFile(join(this.path, name), 'utf8');
  }

  /** Every file there is, sorted, with `.mlx` below a name of its own. */
  async files(): Promise<string[]> {
    const entries = await readdir(this.path, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(this.path.length + 1))
      .toSorted();
  }

  /** Runs `mlx` in this process. Words are split at blanks; pass a list when a word has blanks in it. */
  async mlx(
    command: string | readonly string[],
    world: {
      readonly signal?: AbortSignal;
      readonly environment?: Readonly<Record<string, string>>;
      readonly stdin?: string;
    } = {},
  ): Promise<CommandResult> {
    let [stdout, stderr] = ['', ''];
    const words = typeof command === 'string' ? command.split(' ').filter(Boolean) : command;
    const exitCode = await runCli(words, {
      cwd: this.path,
      stdout: { write: (text) => (stdout += text) },
      stderr: { write: (text) => (stderr += text) },
      stdin: Readable.from(world.stdin === undefined ? [] : [world.stdin]),
      hasInput: world.stdin !== undefined,
      environment: { ...process.env, NO_COLOR: '1', ...world.environment },
      signal: world.signal ?? new AbortController().signal,
      self: [process.execPath, join(installation, 'bin', 'mlx.js')],
      installation,
      version: mlxVersion,
      setEnvironment: (name, value) => {
        process.env[name] = value;
      },
    });
    return { exitCode, stdout: this.#mask(stdout), stderr: this.#mask(stderr) };
  }

  #mask(text: string): string {
    return text
      .replaceAll(this.path, '<project>')
      .replaceAll(/\d+(\.\d+)? (ms|s)\b/g, '<time>')
      .replaceAll(/\d{8}-\d{6}-[0-9a-f]{4}/g, '<run>');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }
}
