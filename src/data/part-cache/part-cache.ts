import { createHash, randomUUID } from 'node:crypto';
import { copyFile, link, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { processAlive } from '../../artifacts/process-alive.js';
import { writeAtomically } from '../../artifacts/write-atomically.js';
import type { Json } from '../../contracts/json.js';
import type { KeptRows } from '../sources/source.js';

/** Entries that none of the last so many ingests used are removed. */
const keptIngests = 5;

const factsFile = 'facts.json';

/**
 * What was made of parts of sources, by what they were made from: a folder for each key, whole or absent, whatever was
 * killed and when. It may be deleted at any time, and several processes may use it at once.
 */
export class PartCache implements KeptRows {
  readonly #folder: string;
  readonly #used = new Set<string>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** A key that stands for some plain data. */
  static keyOf(data: Json): string {
    return createHash('sha256').update(JSON.stringify(data)).digest('hex').slice(0, 32);
  }

  /**
   * The facts kept under a key, with the files kept beside them put at the given paths (as links where that can be, so
   * they must not be written to); undefined when there is no whole entry.
   */
  async reuse(key: string, filesTo: (file: number) => string): Promise<Json | undefined> {
    const entry = join(this.#folder, key);
    try {
      const { facts, files } = JSON.parse(await readFile(join(entry, factsFile), 'utf8')) as Kept;
      for (let file = 0; file < files; file++) {
        await place(join(entry, `${file}.parquet`), filesTo(file));
      }
      this.#used.add(key);
      return facts;
    } catch {
      return undefined; // Absent, damaged, or being removed by another process: then it is made again.
    }
  }

  /** Keeps facts and files under a key; one that is there already stays. A full disk only means that nothing is kept. */
  async keep(key: string, facts: Json, files: readonly string[]): Promise<void> {
    const partial = join(this.#folder, `partial-${process.pid}-${randomUUID().slice(0, 8)}`);
    try {
      await mkdir(partial, { recursive: true });
      for (const [index, file] of files.entries())
        await place(file, join(partial, `${index}.parquet`));
      const kept: Kept = { facts, files: files.length };
      await writeFile(join(partial, factsFile), JSON.stringify(kept));
      await rename(partial, join(this.#folder, key));
    } catch {
      await rm(partial, { recursive: true, force: true });
    }
    this.#used.add(key);
  }

  /** As {@link KeptRows.latest}. */
  async latest(key: string, file: string): Promise<Json | undefined> {
    const version = await this.#versionOf(key);
    const facts = version === undefined ? undefined : await this.reuse(version, () => file);
    if (facts !== undefined) this.#used.add(pointerOf(key));
    return facts;
  }

  /** As {@link KeptRows.replace}: an entry of its own, and a file with its name that is replaced in one step. */
  async replace(key: string, facts: Json, file: string): Promise<void> {
    const before = await this.#versionOf(key);
    const version = `${key}-${randomUUID().slice(0, 8)}`;
    await this.keep(version, facts, [file]);
    await writeAtomically(join(this.#folder, pointerOf(key)), version).catch(() => undefined);
    this.#used.add(pointerOf(key));
    if (before === undefined) return;
    this.#used.delete(before);
    await rm(join(this.#folder, before), { recursive: true, force: true });
  }

  async #versionOf(key: string): Promise<string | undefined> {
    return readFile(join(this.#folder, pointerOf(key)), 'utf8').catch(() => undefined);
  }

  /** To be called after an ingest: remembers what it used, and removes what none of the last ones did. */
  async collect(): Promise<void> {
    if (this.#used.size === 0) return;
    const ingests = join(this.#folder, 'ingests');
    await mkdir(ingests, { recursive: true });
    const name = `${new Date().toISOString().replaceAll(':', '')}-${randomUUID().slice(0, 8)}.json`;
    await writeFile(join(ingests, name), JSON.stringify([...this.#used]));
    const all = (await readdir(ingests)).toSorted();
    const recent = new Set(all.slice(-keptIngests));
    const wanted = new Set<string>();
    for (const each of all) {
      if (!recent.has(each)) await rm(join(ingests, each), { force: true });
      else for (const key of await keysIn(join(ingests, each))) wanted.add(key);
    }
    for (const entry of await readdir(this.#folder)) {
      if (entry === 'ingests' || wanted.has(entry) || isOfLivingProcess(entry)) continue;
      await rm(join(this.#folder, entry), { recursive: true, force: true });
    }
  }
}

function pointerOf(key: string): string {
  return `${key}.latest`;
}

interface Kept {
  readonly facts: Json;
  readonly files: number;
}

/** As a second name for the same file; as a copy where the file system has no such thing. */
async function place(file: string, to: string): Promise<void> {
  await rm(to, { force: true });
  await link(file, to).catch(() => copyFile(file, to));
}

async function keysIn(file: string): Promise<readonly string[]> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as readonly string[];
  } catch {
    return [];
  }
}

/** Whether another process is just filling a folder. */
function isOfLivingProcess(entry: string): boolean {
  const pid = /^partial-(\d+)-/.exec(entry)?.[1];
  return pid !== undefined && processAlive(Number(pid));
}
