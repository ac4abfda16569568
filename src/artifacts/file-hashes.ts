import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { MlxError } from '../errors/index.js';
import { explainDiskError } from './explain-disk-error.js';
import { writeAtomically } from './write-atomically.js';

interface Known {
  readonly size: number;
  readonly mtimeMs: number;
  /** Cannot be set back, as `cp -p` and `touch -d` do with the time above. */
  readonly ctimeMs: number;
  readonly inode: number;
  readonly sha256: string;
}

/** A file that changed this shortly before it was hashed may change again within the clock's grain. */
const grainMs = 2000;

/**
 * SHA-256 of files, remembered by size, times of change and inode as git does, so that asking again about a
 * gigabyte costs nothing. A file touched in the last two seconds is hashed again next time.
 */
export class FileHashes {
  readonly #memory: string;
  #known: Map<string, Known> | undefined;
  #changed = false;

  readonly #signal: AbortSignal | undefined;

  /** `memory` is the JSON file to remember in; it may be deleted at any time. */
  constructor(memory: string, signal?: AbortSignal) {
    this.#memory = memory;
    this.#signal = signal;
  }

  /** Throws the signal's reason when it aborts: a large file takes its time. */
  async hash(path: string): Promise<string> {
    const known = await this.#load();
    const { size, mtimeMs, ctimeMs, ino: inode } = await stat(path);
    const before = known.get(path);
    const now = { size, mtimeMs, ctimeMs, inode };
    if (before !== undefined && isSame(before, now)) return before.sha256;
    const startedAt = Date.now();
    const sha256 = await hashFile(path, this.#signal);
    if (Math.max(mtimeMs, ctimeMs) < startedAt - grainMs) {
      known.set(path, { ...now, sha256 });
      this.#changed = true;
    }
    return sha256;
  }

  /**
   * Remembers what was learnt. Two processes may overwrite each other: the loser hashes again. So does whoever comes
   * after a disk that takes no more: a memory that cannot be kept only costs time.
   */
  async save(): Promise<void> {
    if (!this.#changed || this.#known === undefined) return;
    try {
      await writeAtomically(this.#memory, JSON.stringify(Object.fromEntries(this.#known)));
    } catch (error) {
      if (!(explainDiskError(error) instanceof MlxError)) throw error;
    }
    this.#changed = false;
  }

  async #load(): Promise<Map<string, Known>> {
    if (this.#known !== undefined) return this.#known;
    const text = await readFile(this.#memory, 'utf8').catch(() => '{}');
    this.#known = new Map(Object.entries(parseOrEmpty(text)));
    return this.#known;
  }
}

/** By 64 kB, as streams do, waiting for the next chunk takes twice as long as hashing one. */
const chunkBytes = 2_000_000;

/** SHA-256 of a file's contents, read in chunks so that size does not matter. */
async function hashFile(path: string, signal: AbortSignal | undefined): Promise<string> {
  const hash = createHash('sha256');
  signal?.throwIfAborted();
  try {
    await pipeline(createReadStream(path, { highWaterMark: chunkBytes }), hash, {
      ...(signal !== undefined && { signal }),
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
  return hash.digest('hex');
}

function isSame(before: Known, now: Omit<Known, 'sha256'>): boolean {
  return (
    before.size === now.size &&
    before.mtimeMs === now.mtimeMs &&
    before.ctimeMs === now.ctimeMs &&
    before.inode === now.inode
  );
}

function parseOrEmpty(text: string): Record<string, Known> {
  try {
    return { ...(JSON.parse(text) as Record<string, Known> | null) };
  } catch {
    return {}; // A damaged memory only costs time.
  }
}
