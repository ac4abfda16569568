import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { processBirth } from '../../src/artifacts/process-alive.js';

/** Process ids of the children of a process that are still running (Linux). */
export async function childrenOf(parent: number): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(
    pids.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
      const [state, above] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return state !== 'Z' && Number(above) === parent ? [pid] : [];
    }),
  );
  return found.flat();
}

/** Those of some processes that have not ended, after waiting up to `seconds` for all to do so (Linux). */
export async function stillRunning(pids: readonly number[], seconds = 0): Promise<number[]> {
  const deadline = performance.now() + seconds * 1000;
  for (;;) {
    const births = await Promise.all(pids.map(processBirth));
    const running = pids.filter((_, at) => births[at] !== '');
    if (running.length === 0 || performance.now() >= deadline) return running;
    await sleep(20);
  }
}
