import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Emit } from '../contracts/events.js';
import { MlxError } from '../errors/index.js';
import { type Reading, recall, remember, type StagingMemory } from './part-cache/cached-staging.js';
import { atOrigin } from './sources/files/at-origin.js';
import { isMendable } from './sources/files/mendable.js';
import type { SourcePart, SourceWorld } from './sources/source.js';
import type { Among, Reached } from './staging/among.js';
import type { CellKind } from './staging/cell-kinds.js';
import { type Offer, offersOf, type SourceSpec } from './staging/offers.js';
import { reached } from './staging/part-progress.js';
import type { StageRequest } from './staging/plan-columns.js';
import { commonStorage, type Stack, stack } from './staging/stack.js';
import { stagePart } from './staging/stage-part.js';
import type { StagedPart } from './staging/staged-part.js';

export type { SourceSpec };

/** Opens every part of every source in turn. */
export async function* openSources(
  specs: readonly SourceSpec[],
  world: SourceWorld,
): AsyncGenerator<{ readonly source: string; readonly part: SourcePart }> {
  for await (const offer of offersOf(specs, world)) {
    for await (const part of offer.open()) {
      refuseBadNames(part);
      yield { source: offer.source, part };
    }
  }
}

/** How sources are staged. */
export interface StagingOptions {
  readonly emit: Emit;
  /** A name for the files in scratch, different for each call. */
  readonly label: string;
  /** The kind of a text column that is known beforehand; undefined to go by what it holds. */
  readonly kindOf: (column: string) => CellKind | undefined;
  /** Whether cells that do not fit a declared type become missing (and are kept aside), not an error. */
  readonly keepsMisfits: (column: string) => boolean;
  /** Columns whose cells must not be shown. */
  readonly secret?: ReadonlySet<string>;
  /** What was staged before, so that only new and changed files are read; without it all are. */
  readonly memory?: StagingMemory;
}

/**
 * Reads sources once, from first to last, into Parquet files in scratch, and matches their columns by name. A column
 * whose parts do not agree on a type is text in all of them.
 */
export async function stageSources(
  specs: readonly SourceSpec[],
  world: SourceWorld,
  options: StagingOptions,
): Promise<Stack> {
  const { memory } = options;
  const keeping = memory === undefined ? world : { ...world, keptRows: memory.parts };
  const stager = new Stager(keeping, options);
  for await (const offer of offersOf(specs, keeping, memory?.hash)) await stager.stage(offer);
  return stack(await stager.agreed());
}

/** An offer, and its parts as they were staged. */
interface StagedOffer {
  readonly offer: Offer;
  readonly parts: readonly StagedPart[];
  readonly fileOf: (part: number) => string;
  /** Whether the parts come from the memory, and nothing is open. */
  readonly recalled: boolean;
}

class Stager {
  readonly #world: SourceWorld;
  readonly #options: StagingOptions;
  readonly #staged: StagedOffer[] = [];
  /** Once a column has turned out to be text, guessing again in the parts that follow would be in vain. */
  readonly #texts = new Set<string>();
  /** What the cells of other columns turned out to be, which those of the parts that follow likely are. */
  readonly #kinds = new Map<string, CellKind>();

  #toldAt = 0;

  constructor(world: SourceWorld, options: StagingOptions) {
    this.#world = world;
    this.#options = options;
  }

  async stage(offer: Offer): Promise<void> {
    const number = this.#staged.length;
    const { label } = this.#options;
    const fileOf = (part: number): string =>
      join(this.#world.scratch, `${label}-${number}-${part}.parquet`);
    this.#staged.push(await this.#stagedOffer(offer, fileOf));
  }

  /** The parts, with those read again whose guess of a type other parts do not share. */
  async agreed(): Promise<readonly StagedPart[]> {
    const all = this.#staged.flatMap(({ parts }) => parts);
    const names = new Set(all.flatMap(({ columns }) => columns.map(({ name }) => name)));
    for (const name of names) if (commonStorage(all, name) === 'VARCHAR') this.#texts.add(name);
    const agreed: StagedPart[] = [];
    for (const staged of this.#staged) {
      const wrong = staged.parts.some((part) => this.#guessedWrong(part));
      agreed.push(...(wrong ? await this.#again(staged) : staged.parts));
    }
    return agreed;
  }

  /** Also a column without values, whose cells may be texts that stand for none only where the others are numbers. */
  #guessedWrong({ columns }: StagedPart): boolean {
    return columns.some(({ name, guessed }) => guessed && this.#texts.has(name));
  }

  /** What is open is not opened again: a service would be asked twice, and a stream has gone by. */
  async #again({ offer, parts, fileOf, recalled }: StagedOffer): Promise<readonly StagedPart[]> {
    if (recalled) return (await this.#stagedOffer(offer, fileOf)).parts;
    const reading = this.#reading();
    const again: StagedPart[] = [];
    for (const part of parts) {
      again.push(this.#guessedWrong(part) ? await this.#stagePart(offer, part) : part);
    }
    await this.#remember(offer, again, reading);
    return again;
  }

  async #stagedOffer(offer: Offer, fileOf: (part: number) => string): Promise<StagedOffer> {
    const reading = this.#reading();
    const { memory } = this.#options;
    const known = memory && (await recall({ offer, reading, memory, fileOf }));
    if (known !== undefined) {
      for (const part of known) this.#learn(part);
      return { offer, parts: known, fileOf, recalled: true };
    }
    const staged: StagedPart[] = [];
    for await (const part of offer.open()) {
      refuseBadNames(part);
      const ready = await this.#stagePart(offer, { part, file: fileOf(staged.length) });
      this.#learn(ready);
      staged.push(ready);
    }
    await this.#remember(offer, staged, reading);
    return { offer, parts: staged, fileOf, recalled: false };
  }

  async #stagePart(
    { source, among }: Offer,
    { part, file }: Pick<StagedPart, 'part' | 'file'>,
  ): Promise<StagedPart> {
    // What lies there may be another name of a file in the memory, which must not be written to.
    await rm(file, { force: true });
    const { emit, secret } = this.#options;
    const place = among && { ...among, rows: this.#rowsBefore(source, among) };
    if (place !== undefined) this.#tellFile(part, place);
    const request = {
      ...{ source, file, world: this.#world, emit },
      ...(place && { among: place }),
      ...(secret && { secret }),
    };
    return stageRepairing(part, { ...request, ...this.#reading() });
  }

  #rowsBefore(source: string, { number }: Among): number {
    return this.#staged
      .filter(({ offer }) => offer.source === source && (offer.among?.number ?? 0) < number)
      .reduce((sum, { parts }) => sum + parts.reduce((own, { rows }) => own + rows, 0), 0);
  }

  /** Many small files are told of now and then only. */
  #tellFile(part: SourcePart, among: Reached): void {
    const now = performance.now();
    if (now - this.#toldAt < tellEvery) return;
    this.#toldAt = now;
    this.#options.emit(reached(part, 0, { among, rows: 0 }));
  }

  async #remember(offer: Offer, staged: readonly StagedPart[], reading: Reading): Promise<void> {
    const { memory } = this.#options;
    if (memory !== undefined) await remember({ offer, reading, memory }, staged);
  }

  /** How columns are to be read, as far as is known now. */
  #reading(): Reading {
    const [texts, kinds] = [new Set(this.#texts), new Map(this.#kinds)];
    const { kindOf, keepsMisfits } = this.#options;
    return {
      kindOf: (name) => kindOf(name) ?? (texts.has(name) ? { guess: 'text' } : undefined),
      kindBefore: (name) => kinds.get(name),
      keepsMisfits,
    };
  }

  #learn({ columns }: StagedPart): void {
    for (const { name, storage, empty, guessed } of columns) {
      if (empty) continue;
      if (storage === 'VARCHAR') this.#texts.add(name);
      else if (guessed) this.#kinds.set(name, { guess: guessOf[storage] });
    }
  }
}

/** Milliseconds. */
const tellEvery = 200;

const guessOf = {
  BIGINT: 'integer',
  DOUBLE: 'number',
  BOOLEAN: 'boolean',
  TIMESTAMP: 'timestamp',
} as const;

/** What is irregular may show up only deep in a file: then the part is mended and read again. */
async function stageRepairing(part: SourcePart, request: StageRequest): Promise<StagedPart> {
  try {
    return await stagePart(part, request);
  } catch (error) {
    if (!isMendable(error) || part.repaired === undefined) throw atOrigin(error, part);
  }
  const repaired = await part.repaired();
  try {
    return await stagePart(repaired, request);
  } catch (error) {
    throw atOrigin(error, repaired);
  }
}

function refuseBadNames({ origin, columns }: SourcePart): void {
  const seen = new Map<string, string>();
  for (const { name } of columns) {
    const other = seen.get(name.toLowerCase());
    if (other !== undefined) {
      const both =
        other === name
          ? `two columns are named \`${name}\``
          : `\`${other}\` and \`${name}\` differ in case only`;
      throw new MlxError('data/column-duplicate', `\`${origin}\`: ${both}`, {
        hints: ['Rename one of them, or give all names with `columns: [...]` on a CSV source'],
        place: { file: origin },
      });
    }
    seen.set(name.toLowerCase(), name);
  }
}
