import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { processAlive } from './process-alive.js';

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
    const pid = await holder(path);
    if (pid === undefined || pid === process.pid || !processAlive(pid)) {
      await rm(path, { force: true });
      continue;
    }
    if (!told) onWait(pid);
    told = true;
    await sleep(pollMs, undefined, { signal });
  }
}

async function take(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    await file.writeFile(String(process.pid));
    await file.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** The pid in a lock file; a file that is just being written is given a moment. */
async function holder(path: string): Promise<number | undefined> {
  for (let attempt = 0; attempt < 5; attempt++) {
    const text = await readFile(path, 'utf8').catch(() => '');
    if (/^\d+$/.test(text)) return Number(text);
    await sleep(20);
  }
  return undefined;
}
