import type { Json, JsonObject } from '../../contracts/json.js';
import type { SourcePart } from '../sources/source.js';
import type { CellKind } from '../staging/cell-kinds.js';
import type { Offer } from '../staging/offers.js';
import type { StagedPart } from '../staging/staged-part.js';
import { PartCache } from './part-cache.js';

/** Remembers files as they were staged, so that an ingest reads only what is new or has changed. */
export interface StagingMemory {
  readonly parts: PartCache;
  /** The content of a file, as a hash. */
  readonly hash: (file: string) => Promise<string>;
  /** Told of every file that came from the memory, and of every one that was read. */
  readonly tell: (what: 'reused' | 'read') => void;
}

/** How columns are to be read, which decides with the file's content what it is staged as. */
export interface Reading {
  readonly kindOf: (column: string) => CellKind | undefined;
  readonly kindBefore: (column: string) => CellKind | undefined;
  readonly keepsMisfits: (column: string) => boolean;
}

interface Remembered {
  readonly offer: Offer;
  readonly reading: Reading;
  readonly memory: StagingMemory;
  /** Where a staged part of the offer is to lie. */
  readonly fileOf: (part: number) => string;
}

/** The staged parts of a file as they were when it had the same content and was read in the same way. */
export async function recall({
  offer,
  reading,
  memory,
  fileOf,
}: Remembered): Promise<readonly StagedPart[] | undefined> {
  if (offer.identity === undefined) return undefined;
  const shape = await memory.parts.reuse(offer.identity, fileOf);
  if (shape === undefined) return undefined;
  const key = keyOf(offer.identity, shape as readonly string[], reading);
  const facts = await memory.parts.reuse(key, fileOf);
  if (facts === undefined) return undefined;
  memory.tell('reused');
  return (facts as unknown as readonly PartFacts[]).map((kept, index) => ({
    source: offer.source,
    file: fileOf(index),
    rows: kept.rows,
    columns: kept.columns,
    part: partFrom(kept, { offer, index }),
  }));
}

/** Keeps staged parts of a file; `reading` is how the first of them was to be read. */
export async function remember(
  { offer, reading, memory }: Omit<Remembered, 'fileOf'>,
  staged: readonly StagedPart[],
): Promise<void> {
  memory.tell('read');
  if (offer.identity === undefined) return;
  const names = [...new Set(staged.flatMap(({ part }) => part.columns.map(({ name }) => name)))];
  const facts = staged.map(({ part: { nullValues: _unkept, ...part }, rows, columns }) => ({
    // The texts for missing values may be secrets by reference, and the project knows them anyway.
    part: { ...part, relation: '' },
    lines: part.lineOf !== undefined,
    rows,
    columns,
  }));
  // What a part can do is left out: only what it is can be kept.
  const plain = JSON.parse(JSON.stringify(facts)) as Json;
  await memory.parts.keep(offer.identity, names, []);
  await memory.parts.keep(
    keyOf(offer.identity, names, reading),
    plain,
    staged.map(({ file }) => file),
  );
}

function keyOf(identity: string, names: readonly string[], reading: Reading): string {
  const kinds = names.map((name) => [
    name,
    (reading.kindOf(name) ?? reading.kindBefore(name) ?? null) as JsonObject | null,
    reading.keepsMisfits(name),
  ]);
  return PartCache.keyOf([identity, kinds]);
}

interface PartFacts {
  readonly part: SourcePart;
  /** Whether the part can tell the lines of its rows. */
  readonly lines: boolean;
  readonly rows: number;
  readonly columns: StagedPart['columns'];
}

/** A part as it was, which opens its file again only to find a line. */
function partFrom(
  { part, lines }: PartFacts,
  { offer, index }: { readonly offer: Offer; readonly index: number },
): SourcePart {
  const known = {
    ...part,
    ...(offer.nullValues !== undefined && { nullValues: offer.nullValues }),
  };
  if (!lines) return known;
  return {
    ...known,
    async lineOf(row) {
      let at = 0;
      for await (const opened of offer.open()) {
        if (at === index) return opened.lineOf?.(row);
        at += 1;
      }
      return undefined;
    },
  };
}
