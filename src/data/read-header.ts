import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openSources } from './stage-sources.js';
import type { SourceSpec } from './staging/offers.js';
import { openDatabase } from './tables/database.js';

/** What the beginning of the data shows. */
interface Header {
  readonly columns: readonly { readonly name: string; readonly sniffed: string }[];
  /** The names of the columns of every source. */
  readonly bySource: ReadonlyMap<string, readonly string[]>;
}

/**
 * The names of the columns and a first guess at their types, from the beginning of the data: for checking a project
 * quickly, without reading everything.
 */
export async function readHeader(request: {
  readonly sources: readonly SourceSpec[];
  readonly projectDir: string;
  readonly scratch: string;
  readonly signal: AbortSignal;
  /** Columns that are asked after: once all are found, further files are not looked at. */
  readonly wanted?: readonly string[];
}): Promise<Header> {
  const scratch = await mkdtemp(join(request.scratch, 'header-'));
  try {
    await using database = await openDatabase({ scratch, signal: request.signal });
    const world = { ...request, scratch, database, headerOnly: true };
    const columns = new Map<string, string>();
    const bySource = new Map<string, Set<string>>();
    for await (const { source, part } of openSources(request.sources, world)) {
      const own = bySource.get(source) ?? new Set();
      for (const { name } of part.columns) own.add(name);
      bySource.set(source, own);
      for (const { name, sniffed } of part.columns) {
        if (!columns.has(name)) columns.set(name, sniffed);
      }
      if (request.wanted?.every((name) => columns.has(name)) === true) break;
    }
    return {
      columns: [...columns].map(([name, sniffed]) => ({ name, sniffed })),
      bySource: new Map([...bySource].map(([source, names]) => [source, [...names]])),
    };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
