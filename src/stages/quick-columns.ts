import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readHeader } from '../data/read-header.js';
import { sources as kinds } from '../data/sources/index.js';
import type { SourceSpec } from '../data/staging/offers.js';
import { isOutOfReach } from './source-states.js';

/** The columns of some sources, as far as they can be seen quickly. */
export interface SeenColumns {
  readonly columns: readonly string[];
  /** The columns of every source. */
  readonly bySource: ReadonlyMap<string, readonly string[]>;
  /** Why they could not be looked at; then there are none. */
  readonly unseen?: string;
}

interface LookRequest {
  readonly projectDir: string;
  readonly signal: AbortSignal;
  /** Names that are looked for: once all are found, no further file is opened. */
  readonly wanted?: readonly string[];
}

/**
 * Looks at the columns of sources without reading their rows. That a service is not there, or would have to be read from
 * end to end, is an answer and no failure.
 */
export async function quickColumns(
  sources: readonly SourceSpec[],
  { projectDir, signal, wanted }: LookRequest,
): Promise<SeenColumns> {
  const costly = sources.find(({ type }) => kinds.get(type).costlyHeader);
  if (costly !== undefined) return unseen(`source ${costly.name} shows its columns only when read`);
  const scratch = await mkdtemp(join(tmpdir(), 'mlx-header-'));
  const patience = sources.some(isService) ? AbortSignal.timeout(longestWait) : undefined;
  try {
    const { columns, bySource } = await readHeader({
      ...{ sources, projectDir, scratch },
      ...(wanted !== undefined && { wanted }),
      signal: patience === undefined ? signal : AbortSignal.any([signal, patience]),
    });
    return { columns: columns.map(({ name }) => name), bySource };
  } catch (error) {
    signal.throwIfAborted();
    if (patience === undefined) throw error;
    if (patience.aborted) return unseen('the sources did not show their columns in time');
    if (isOutOfReach(error)) return unseen(error.message);
    throw error;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

const longestWait = 20_000;

function isService({ type }: SourceSpec): boolean {
  return 'refresh' in kinds.get(type).params;
}

function unseen(why: string): SeenColumns {
  return { columns: [], bySource: new Map(), unseen: why };
}
