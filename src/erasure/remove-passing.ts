import { rm } from 'node:fs/promises';
import { isPassing } from './find-person.js';
import { filesBelow } from './held-tables.js';

/** Scratch and caches may hold a copy of anything, packed or not; and what a killed run left. */
export async function removePassing(
  root: string,
  touch: (path: string) => unknown = () => undefined,
): Promise<void> {
  for (const file of await filesBelow(root)) {
    if (!isPassing(root, file)) continue;
    await rm(file, { force: true });
    if (!file.endsWith('file-hashes.json')) touch(file);
  }
}
