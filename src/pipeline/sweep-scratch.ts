import { readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Removes what killed runs spilled while they read data: nobody goes on from there, and a source that is read anew each
 * time would never find it again. Checkpoints stay, but those of artifacts that are whole (`done`: fingerprints): a kill may strike
 * when only they were left to remove. Work that is locked is under way, by this or another process.
 */
export async function sweepScratch(root: string, done: readonly string[]): Promise<void> {
  const locks = await readdir(join(root, 'locks')).catch(() => []);
  const folder = join(root, 'scratch');
  for (const name of await readdir(folder).catch(() => [])) {
    if (locks.some((lock) => lock.startsWith(name))) continue;
    if (done.some((fingerprint) => fingerprint.startsWith(name))) {
      await rm(join(folder, name), { recursive: true, force: true });
      continue;
    }
    const inside = await readdir(join(folder, name)).catch(() => []);
    for (const spilled of inside.filter((each) => each.startsWith('ingest-'))) {
      await rm(join(folder, name, spilled), { recursive: true, force: true });
    }
    // Fails when something is left in it, as it should.
    await rmdir(join(folder, name)).catch(() => undefined);
  }
}
