import { randomUUID } from 'node:crypto';
import { access, link, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Gives a file its place unless somebody else took that place first; false then. A reader sees it whole or not at all,
 * and a writer that is killed leaves nothing in the way: no lock is held, so none can be left behind.
 */
export async function publishFile(path: string, content: string): Promise<boolean> {
  const temporary = join(dirname(path), temporaryName());
  await mkdir(dirname(path), { recursive: true });
  try {
    await writeFile(temporary, content);
    return await unlessTaken(path, () => link(temporary, path));
  } finally {
    await rm(temporary, { force: true });
  }
}

/** The same for a folder: `fill` writes its files, which must be at least one. */
export async function publishFolder(
  path: string,
  fill: (folder: string) => Promise<void>,
): Promise<boolean> {
  const temporary = join(dirname(path), temporaryName());
  await mkdir(temporary, { recursive: true });
  try {
    await fill(temporary);
    return await unlessTaken(path, () => rename(temporary, path));
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Removes what killed writers left in a folder more than an hour ago. */
export async function sweep(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((entry) => entry.startsWith(temporaryPrefix))) {
    const path = join(folder, name);
    const changedAt = await stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => Infinity, // Its owner has just finished with it.
    );
    if (changedAt < Date.now() - hourMs) await rm(path, { recursive: true, force: true });
  }
}

const temporaryPrefix = '.new-';
const hourMs = 3_600_000;

function temporaryName(): string {
  return `${temporaryPrefix}${randomUUID()}`;
}

/** Systems word "taken" differently, and what has its place keeps it: so whatever failed, look. */
async function unlessTaken(path: string, take: () => Promise<void>): Promise<boolean> {
  try {
    await take();
    return true;
  } catch (error) {
    const taken = await access(path).then(
      () => true,
      () => false,
    );
    if (taken) return false;
    throw error;
  }
}
