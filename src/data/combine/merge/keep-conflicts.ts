import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Conflicts } from '../rows/workshop.js';

/** Puts all conflicts into `conflicts.jsonl` in a folder, one row of a key and field a line; no file when there is none. */
export async function keepConflicts(
  conflicts: readonly Conflicts[],
  folder: string,
): Promise<void> {
  for (const { file } of conflicts) {
    const kept = createWriteStream(join(folder, 'conflicts.jsonl'), { flags: 'a' });
    await pipeline(createReadStream(file), kept);
  }
}
