import { readFile } from 'node:fs/promises';

/** Whether a process of this machine still runs. A process of another user counts as running. */
export function processAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * When a process began, in the kernel's own count (Linux); empty elsewhere and after its end. With it, a process that
 * was given the id of a dead one is told from that one.
 */
export async function processBirth(pid: number): Promise<string> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The name of the program stands in brackets and may hold blanks; the start time is the 20th field after it.
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[startTimeField] ?? '';
}

const startTimeField = 19;
