import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { processAlive, processBirth } from './process-alive.js';

const pollMs = 100;

/**
 * Waits until no other live process of this machine works on the same thing, then says so in a file.
 * It only saves double work: what must be safe is safe by atomic renames, so a lock that goes stale or is stolen does
 * no harm. Resolves to the release. `onWait` is told once who holds it.
 */
export async function holdWorkLock(
  path: string,
  { onWait, signal }: { onWait: (pid: number) => void; signal: AbortSignal },
): Promise<() => Promise<void>> {
  await mkdir(dirname(path), { recursive: true });
  let told = false;
  for (;;) {
    signal.throwIfAborted();
    if (await take(path)) return () => rm(path, { force: true });
    const text = await contentOf(path);
    const pid = await liveHolder(text);
    if (pid === undefined) {
      await removeStale(path, text);
      continue;
    }
    if (!told) onWait(pid);
    told = true;
    await sleep(pollMs, undefined, { signal });
  }
}

/** Removes the locks of processes that are gone: of what is up to date by now, nobody else would take them away. */
export async function sweepWorkLocks(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((each) => each.endsWith('.lock'))) {
    const path = join(folder, name);
    const text = await contentOf(path);
    const own = text.startsWith(`${process.pid} `);
    if (!own && (await liveHolder(text)) === undefined) await removeStale(path, text);
  }
}

async function take(path: string): Promise<boolean> {
  const text = `${process.pid} ${await processBirth(process.pid)}\n`;
  try {
    const file = await open(path, 'wx');
    await file.writeFile(text);
    await file.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** What a lock file says; one that is just being written is given a moment. */
async function contentOf(path: string): Promise<string> {
  let text = '';
  for (let attempt = 0; attempt < 5; attempt++) {
    text = await readFile(path, 'utf8').catch(() => '');
    if (text.endsWith('\n')) return text;
    await sleep(20);
  }
  return text;
}

/** The process that holds a lock, unless it is this one, is dead, or is another one that got its id. */
async function liveHolder(text: string): Promise<number | undefined> {
  const [id, birth = ''] = text.trim().split(' ');
  const pid = Number(id);
  if (!(pid > 0) || pid === process.pid || !processAlive(pid)) return undefined;
  return birth === (await processBirth(pid)) ? pid : undefined;
}

/** Takes a stale lock away; one that somebody has taken since it was read is given back. */
async function removeStale(path: string, stale: string): Promise<void> {
  const aside = `${path}.${randomUUID().slice(0, 8)}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const text = await readFile(aside, 'utf8');
  if (text !== stale) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}
