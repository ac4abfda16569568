import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { explainDiskError } from '../artifacts/explain-disk-error.js';
import { writeAtomically } from '../artifacts/write-atomically.js';
import { MlxError } from '../errors/index.js';
import type { Project } from '../project/project.js';
import type { Context } from './context.js';
import type { Session } from './session.js';

/**
 * The session with its standard input taken: a source of type `stdin` gets the file that holds what was piped in, named
 * after its content, or, when nothing is connected or `take` is false, what was piped in last. Throws `data/stdin` when there is neither.
 */
export async function takeInput(
  session: Session,
  context: Context,
  take = context.hasInput,
): Promise<Session> {
  const { project, root } = session;
  const names = Object.entries(project.ingest.sources).flatMap(([name, { type }]) =>
    type === 'stdin' ? [name] : [],
  );
  const [name, other] = names;
  if (name === undefined) return session;
  if (other !== undefined) {
    throw new MlxError('data/stdin', `\`${name}\` and \`${other}\` both read standard input`, {
      hints: ['Keep one source of type `stdin`, and read the others from files'],
      place: project.placeOf(['ingest', 'sources', other]),
    });
  }
  const folder = join(root, 'cache', 'stdin');
  const file = take ? await keep(folder, context) : await keptIn(folder);
  if (file === undefined) throw nothingConnected(project, name);
  return { ...session, project: withPath(project, name, relative(project.dir, file)) };
}

function withPath(project: Project, name: string, path: string): Project {
  const { sources } = project.ingest;
  const source = { ...sources[name], path } as (typeof sources)[string];
  return { ...project, ingest: { ...project.ingest, sources: { ...sources, [name]: source } } };
}

const latest = 'latest';
const patienceMs = 3000;

/** Puts standard input into a file named after its content. */
async function keep(folder: string, { stdin, stderr, signal }: Context): Promise<string> {
  await mkdir(folder, { recursive: true });
  const partial = join(folder, `partial-${randomUUID()}`);
  const hash = createHash('sha256');
  let bytes = 0;
  const impatient = setTimeout(() => {
    if (bytes === 0) stderr.write('waiting for rows on standard input\n');
  }, patienceMs);
  async function* hashed(): AsyncGenerator<Uint8Array | string> {
    for await (const chunk of stdin) {
      bytes += chunk.length;
      hash.update(chunk);
      yield chunk;
    }
  }
  try {
    await pipeline(hashed, createWriteStream(partial), { signal });
    if (bytes === 0) throw empty();
    const name = hash.digest('hex');
    await rename(partial, join(folder, name));
    await writeAtomically(join(folder, latest), name);
    await sweep(folder);
    return join(folder, name);
  } catch (error) {
    await rm(partial, { force: true });
    signal.throwIfAborted();
    throw explainDiskError(error);
  } finally {
    clearTimeout(impatient);
  }
}

/** What was piped in last. */
async function keptIn(folder: string): Promise<string | undefined> {
  const name = await readFile(join(folder, latest), 'utf8').catch(() => undefined);
  return name === undefined ? undefined : join(folder, name);
}

/** Removes what came in more than a day ago; another mlx may still read what is younger. */
async function sweep(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const { mtimeMs } = await stat(join(folder, name)).catch(() => ({
      mtimeMs: Number.POSITIVE_INFINITY,
    }));
    if (mtimeMs < Date.now() - dayMs) await rm(join(folder, name), { force: true });
  }
}

const dayMs = 86_400_000;

function empty(): MlxError {
  return new MlxError('data/stdin', 'Standard input is empty', {
    hints: [
      'Check the command before the pipe',
      'Add `< /dev/null` to work with what was piped in last',
    ],
  });
}

function nothingConnected(project: Project, name: string): MlxError {
  return new MlxError(
    'data/stdin',
    `Nothing comes in on standard input, which source \`${name}\` reads`,
    {
      hints: ['Pipe the rows in: `cat rows.csv | mlx ingest`'],
      place: project.placeOf(['ingest', 'sources', name]),
    },
  );
}
