import { join } from 'node:path';
import { FileHashes } from '../../artifacts/file-hashes.js';
import { rowCount } from '../combine/rows/in-words.js';
import type { StagingMemory } from './cached-staging.js';
import { PartCache } from './part-cache.js';

/** A memory of staged files for one ingest. */
export interface OpenMemory {
  readonly staging: StagingMemory;
  /** To be called when all is staged: says what was reused and read, and removes what was not used for long. */
  close(): Promise<string | undefined>;
}

/** Opens the memory in a cache folder of a project. */
export function openMemory(cacheDir: string, signal: AbortSignal): OpenMemory {
  const parts = new PartCache(join(cacheDir, 'parts'));
  const hashes = new FileHashes(join(cacheDir, 'file-hashes.json'), signal);
  const counts = { reused: 0, read: 0 };
  const tell = (what: 'reused' | 'read'): void => {
    counts[what] += 1;
  };
  return {
    staging: { parts, hash: (file) => hashes.hash(file), tell },
    async close() {
      await parts.collect();
      await hashes.save();
      if (counts.reused === 0) return undefined;
      return `${rowCount(counts.reused, 'file')} reused as they were read before, ${counts.read} read`;
    },
  };
}
