import { join } from 'node:path';
import type { Emit } from '../contracts/events.js';
import type { JsonObject } from '../contracts/json.js';
import { MlxError } from '../errors/index.js';
import { atOrigin } from './sources/files/at-origin.js';
import { isMendable } from './sources/files/mendable.js';
import { sources } from './sources/index.js';
import type { SourcePart, SourceWorld } from './sources/source.js';
import type { CellKind } from './staging/cell-kinds.js';
import type { StageRequest } from './staging/plan-columns.js';
import { commonStorage, type Stack, stack } from './staging/stack.js';
import { stagePart } from './staging/stage-part.js';
import type { StagedPart } from './staging/staged-part.js';
import { withDefaults } from './with-defaults.js';

/** A source as the project names it. */
export interface SourceSpec {
  readonly name: string;
  readonly type: string;
  readonly params: JsonObject;
}

/** Opens every part of every source in turn, with the defaults of its params filled in. */
export async function* openSources(
  specs: readonly SourceSpec[],
  world: SourceWorld,
): AsyncGenerator<{ readonly source: string; readonly part: SourcePart }> {
  for (const { name, type, params } of specs) {
    const source = sources.get(type);
    const values = withDefaults(source.params, params);
    for (const needed of source.required) {
      if (values[needed] !== undefined) continue;
      throw new MlxError('data/source-incomplete', `Source \`${name}\` lacks \`${needed}\``, {
        hints: [`Add \`${needed}\` to the source`],
      });
    }
    for await (const part of source.open(values, world)) {
      refuseBadNames(part);
      yield { source: name, part };
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
  const staged: StagedPart[] = [];
  // Once a column has turned out to be text, guessing again in the parts that follow would be in vain.
  const texts = new Set<string>();
  const request = (source: string, file: string): StageRequest => ({
    ...{ source, file, world, emit: options.emit },
    kindOf: (name) => options.kindOf(name) ?? (texts.has(name) ? { guess: 'text' } : undefined),
    keepsMisfits: options.keepsMisfits,
  });
  for await (const { source, part } of openSources(specs, world)) {
    const file = join(world.scratch, `${options.label}-${staged.length}.parquet`);
    const ready = await stageRepairing(part, request(source, file));
    for (const { name, storage, empty } of ready.columns) {
      if (storage === 'VARCHAR' && !empty) texts.add(name);
    }
    staged.push(ready);
  }
  return stack(await agreeing(staged, texts, request));
}

/** The parts, with those read again whose guess of a type other parts do not share. */
async function agreeing(
  staged: readonly StagedPart[],
  texts: Set<string>,
  request: (source: string, file: string) => StageRequest,
): Promise<readonly StagedPart[]> {
  const names = new Set(staged.flatMap(({ columns }) => columns.map(({ name }) => name)));
  for (const name of names) if (commonStorage(staged, name) === 'VARCHAR') texts.add(name);
  const agreed: StagedPart[] = [];
  for (const part of staged) {
    const wrong = part.columns.some(
      ({ name, guessed, empty }) => guessed && !empty && texts.has(name),
    );
    agreed.push(wrong ? await stageRepairing(part.part, request(part.source, part.file)) : part);
  }
  return agreed;
}

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
