import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Emit } from '../contracts/events.js';
import type { Json } from '../contracts/json.js';
import { MlxError } from '../errors/index.js';
import type { Usage } from './events.js';
import { fromWire, type JobMessage, parseMessage } from './job-protocol.js';
import type { JobSpec, StageResult } from './stage.js';

const pollMs = 100;
const lastLines = 20;
const pageBytes = 4096;
const megabyte = 1024 * 1024;

/** When a child is killed. */
interface ChildLimits {
  readonly time_limit_seconds?: number | undefined;
  readonly memory_limit_mb?: number | undefined;
}

export interface ChildRequest {
  /** The command line that starts this mlx. */
  readonly command: readonly string[];
  /** What the user knows the work by, such as `train`. */
  readonly stage: string;
  readonly limits: ChildLimits;
}

/** A child that answers what it is asked until it is told that nothing more will come. */
export interface ConversingChild {
  readonly ask: (request: Json) => void;
  /** Nothing more will be asked: the child finishes. */
  readonly dismiss: () => void;
  /** Resolves when the child has ended; rejects as `runChildJob` does. */
  readonly ended: Promise<ChildOutcome>;
}

interface ChildWorld {
  readonly signal: AbortSignal;
  readonly emit: Emit;
  /** Told each answer of a child that converses. */
  readonly answered?: (answer: Json) => void;
}

interface ChildOutcome {
  readonly result: StageResult;
  readonly usage: Omit<Usage, 'bytes'>;
}

/**
 * Does a job in a child running this same mlx. The child is killed when a limit is reached or the signal aborts, and stops
 * by itself when this process dies. Throws what the job threw, or `target/failed` when it ended without a word.
 */
export async function runChildJob(
  request: ChildRequest,
  spec: JobSpec,
  world: ChildWorld,
): Promise<ChildOutcome> {
  const { ended } = await openChildJob(request, spec, world);
  return ended;
}

/** Starts the same child for a job that converses (`Job.dialogue`), and does not wait for its end. */
export async function openChildJob(
  { command, stage, limits }: ChildRequest,
  spec: JobSpec,
  world: ChildWorld,
): Promise<ConversingChild> {
  const { signal } = world;
  const jobFile = join(spec.scratch, 'job.json');
  await writeFile(jobFile, JSON.stringify(spec));
  signal.throwIfAborted();

  const { execa } = await import('execa');
  const [program = '', ...args] = command;
  // The child stops by itself when its standard input closes: a killed parent leaves no orphan at work.
  const child = execa(program, [...args, 'job', jobFile], {
    stdin: 'pipe',
    reject: false,
    detached: true,
    ...(limits.memory_limit_mb !== undefined && {
      env: { MLX_MEMORY_MB: String(limits.memory_limit_mb) },
    }),
    buffer: { stdout: false, stderr: false },
  });
  if (child.pid === undefined) throw notStarted(program, (await child).shortMessage ?? '');
  const guard = new Guard(child.pid, limits, signal);
  const said: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.push(...text.split('\n').filter((line) => line.trim() !== ''));
    said.splice(0, said.length - lastLines);
  });

  async function end(): Promise<ChildOutcome> {
    let last: JobMessage | undefined;
    try {
      last = await listen(child.iterable({ from: 'stdout' }), world);
    } finally {
      guard.stop();
      await rm(jobFile, { force: true });
    }
    const { signal: killedBy, exitCode } = await child;
    signal.throwIfAborted();
    if (guard.broken !== undefined) throw guard.broken;
    return outcomeOf(last, { stage, how: killedBy ?? `exit code ${exitCode ?? 'unknown'}`, said });
  }

  const ended = end();
  // Whoever converses learns of an early end by `ended`, not by a broken pipe.
  child.stdin.on('error', () => undefined);
  const say = (message: Json): void => void child.stdin.write(`${JSON.stringify(message)}\n`);
  return {
    ask: (asked) => say({ type: 'request', request: asked }),
    dismiss: () => say({ type: 'dismiss' }),
    ended,
  };
}

/** Passes events and answers on; returns the last message that was neither. */
async function listen(
  lines: AsyncIterable<string>,
  { emit, answered }: ChildWorld,
): Promise<JobMessage | undefined> {
  let last: JobMessage | undefined;
  for await (const line of lines) {
    const message = parseMessage(line);
    if (message?.type === 'event') emit(message.event);
    else if (message?.type === 'answer') answered?.(message.answer);
    else last = message ?? last;
  }
  return last;
}

function outcomeOf(
  last: JobMessage | undefined,
  end: { readonly stage: string; readonly how: string; readonly said: readonly string[] },
): ChildOutcome {
  if (last?.type === 'done') return { result: last.result, usage: last.usage };
  if (last?.type === 'failed') throw fromWire(last.error);
  const { stage, how, said } = end;
  throw new MlxError(
    'target/failed',
    `The process of the ${stage} stage ended with ${how} before it was done`,
    { hints: said.length === 0 ? [] : [`It last said:\n${said.join('\n')}`] },
  );
}

function notStarted(program: string, why: string): MlxError {
  return new MlxError('target/failed', `The process of the stage cannot be started: ${why}`, {
    hints: [`Look whether \`${program}\` can be run`],
  });
}

/** Kills a child and all it started when a limit is reached or the run is interrupted. */
class Guard {
  broken: MlxError | undefined;
  readonly #pid: number;
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #release: () => void;

  constructor(pid: number, limits: ChildLimits, signal: AbortSignal) {
    this.#pid = pid;
    const interrupt = (): void => this.#kill();
    signal.addEventListener('abort', interrupt, { once: true });
    this.#release = () => signal.removeEventListener('abort', interrupt);
    if (signal.aborted) interrupt();
    this.#limitTime(limits.time_limit_seconds);
    this.#limitMemory(limits.memory_limit_mb);
  }

  stop(): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.#release();
  }

  #limitTime(seconds: number | undefined): void {
    if (seconds === undefined) return;
    const expire = (): void =>
      this.#break(
        new MlxError('target/time-limit', `The stage took longer than its limit of ${seconds} s`, {
          hints: ['Raise `time_limit_seconds` of the target, or give the stage less to do'],
        }),
      );
    this.#timers.push(setTimeout(expire, seconds * 1000));
  }

  #limitMemory(limit: number | undefined): void {
    const pid = this.#pid;
    if (limit === undefined) return;
    const look = async (): Promise<void> => {
      const used = await residentMegabytes(pid);
      if (used === undefined || used <= limit || this.broken !== undefined) return;
      this.#break(
        new MlxError(
          'target/memory-limit',
          `The stage used ${Math.round(used)} MB, more than its limit of ${limit} MB`,
          { hints: ['Raise `memory_limit_mb` of the target, or give the stage less to do'] },
        ),
      );
    };
    this.#timers.push(setInterval(() => void look(), pollMs));
  }

  #break(error: MlxError): void {
    this.broken ??= error;
    this.#kill();
  }

  #kill(): void {
    try {
      process.kill(-this.#pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

/** Resident memory of a process, where the system tells (Linux); undefined elsewhere and after its end. */
async function residentMegabytes(pid: number): Promise<number | undefined> {
  const text = await readFile(`/proc/${pid}/statm`, 'utf8').catch(() => undefined);
  const pages = text?.split(' ')[1];
  return pages === undefined ? undefined : (Number(pages) * pageBytes) / megabyte;
}
