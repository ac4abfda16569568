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
 * When a process began, in the kernel's own count (Linux); empty elsewhere and after its end, even when nobody has
 * waited for it yet. With it, a process that was given the id of a dead one is told from that one.
 */
export async function processBirth(pid: number): Promise<string> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The name of the program stands in brackets and may hold blanks; its state and all other fields come after it.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? '' : (fields[startTimeField] ?? '');
}

const startTimeField = 19;
