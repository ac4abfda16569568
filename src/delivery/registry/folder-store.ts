import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { JsonObject } from '../../contracts/json.js';
import { publishFile, publishFolder, sweep } from './publish.js';
import { jsonText, type PackageFiles, type RegistryStore } from './registry-store.js';

/** A registry in a folder, which several processes and, on a shared drive, several machines may use at once. */
export class FolderStore implements RegistryStore {
  readonly place: string;
  readonly pollMs = 200;
  readonly isElsewhere = false;

  /** `folder` is made by the first write. */
  constructor(folder: string) {
    this.place = folder;
  }

  async names(folder: string): Promise<readonly string[]> {
    return (await absentAs([], readdir(join(this.place, folder)))).filter(
      (name) => !name.startsWith('.'),
    );
  }

  async read(path: string): Promise<string | undefined> {
    return absentAs(undefined, readFile(join(this.place, path), 'utf8'));
  }

  async create(path: string, content: string): Promise<boolean> {
    return publishFile(join(this.place, path), content);
  }

  async createVersion(name: string, record: JsonObject, files: PackageFiles): Promise<boolean> {
    await sweep(join(this.place, 'versions'));
    return publishFolder(join(this.place, 'versions', name), async (folder) => {
      for (const path of files.paths) {
        const copy = join(folder, 'package', path);
        await mkdir(dirname(copy), { recursive: true });
        await copyFile(join(files.folder, path), copy);
      }
      await writeFile(join(folder, 'version.json'), jsonText(record));
    });
  }

  /** In a folder a package is changed where it lies (`erasure/rewrite-package.ts`). */
  replaceVersion(): Promise<void> {
    return Promise.reject(new Error('a package in a folder is changed in its place'));
  }

  localPath(path: string): string {
    return join(this.place, path);
  }

  /** It lies here already. */
  async fetch(): Promise<void> {}

  async remove(path: string): Promise<void> {
    await rm(join(this.place, path), { recursive: true, force: true });
  }

  /** Whoever adds a version does it. */
  sweep(): Promise<number> {
    return Promise.resolve(0);
  }
}

async function absentAs<Value, Absent>(
  absent: Absent,
  work: Promise<Value>,
): Promise<Value | Absent> {
  return work.catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return absent;
    throw error;
  });
}
