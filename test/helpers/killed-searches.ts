import { setTimeout as sleep } from 'node:timers/promises';
import { runMlx, startMlx } from './built-mlx.js';
import { childrenOf } from './processes.js';
import type { ProjectDir } from './project-dir.js';
import { storeOf } from './searches.js';

/** What is killed: the search, one of its trials, or both at once. */
export type Victim = 'search' | 'trial' | 'both';

/**
 * Starts a search, waits until it has begun so many trials and then some milliseconds, kills it, and says whether there was
 * anything to kill. A process of trials ends by itself soon after its search.
 */
export async function killSearch(
  project: ProjectDir,
  {
    victim,
    afterTrials,
    afterMs,
  }: { readonly victim: Victim; readonly afterTrials: number; readonly afterMs: number },
): Promise<boolean> {
  const run = await startMlx(['tune'], { cwd: project.path });
  const over = run.ended.then(() => 'over' as const);
  const isDue = async (): Promise<'due'> => {
    while ((await startsIn(project)) < afterTrials) await sleep(20);
    return sleep(afterMs, 'due');
  };
  if ((await Promise.race([over, isDue()])) === 'over') return false;
  const children = await childrenOf(run.pid);
  if (victim !== 'trial') run.kill('SIGKILL');
  if (victim !== 'search') {
    const [child] = children;
    try {
      if (child !== undefined) process.kill(child, 'SIGKILL');
    } catch {
      // It has just ended.
    }
  }
  await over;
  return true;
}

/** How often a trial was begun, in all searches of a project. */
async function startsIn(project: ProjectDir): Promise<number> {
  const lines = await storeOf(project).catch(() => []);
  return lines.filter(({ event }) => event === 'started').length;
}

/** Runs a search to its end; throws with what it said when that is no success. */
export async function finishSearch(project: ProjectDir): Promise<string> {
  const { exitCode, stderr } = await runMlx('tune', { cwd: project.path });
  if (exitCode !== 0) throw new Error(`the search ended with ${exitCode}:\n${stderr}`);
  return stderr;
}
