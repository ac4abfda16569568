import type { JsonObject } from '../../contracts/json.js';
import type { Params, ValuesOf } from '../../contracts/params.js';
import { mlxVersion } from '../../contracts/version.js';
import { MlxError } from '../../errors/index.js';
import { PartCache } from '../part-cache/part-cache.js';
import { type FoundFile, findFiles } from '../sources/files/find-files.js';
import { sources } from '../sources/index.js';
import type { Source, SourcePart, SourceWorld } from '../sources/source.js';
import { withDefaults } from '../with-defaults.js';
import type { Among } from './among.js';

/** A source as the project names it. */
export interface SourceSpec {
  readonly name: string;
  readonly type: string;
  readonly params: JsonObject;
}

/** A piece of a source that can be opened: a file, or all of what does not come in files. */
export interface Offer {
  readonly source: string;
  /** Names what opening would give, as far as files decide it; undefined when more than one file does. */
  readonly identity: string | undefined;
  /** Texts that stand for a missing value, where the project names them. */
  readonly nullValues?: readonly string[];
  /** Where it stands, when it is one of several files. */
  readonly among?: Among;
  /** Its parts in order, each opened when its turn comes. */
  open(): AsyncIterable<SourcePart>;
}

/** Bump when the same file would be staged otherwise than before. */
const readingVersion = 2;

/**
 * The pieces of all sources in turn, with the defaults of their params filled in; with `hash`, which gives the content
 * of a file, each file by itself.
 */
export async function* offersOf(
  specs: readonly SourceSpec[],
  world: SourceWorld,
  hash?: (file: string) => Promise<string>,
): AsyncGenerator<Offer> {
  for (const { name, type, params } of specs) {
    const source = sources.get(type);
    const values = withDefaults(source.params, params);
    refuseIncomplete(name, source, values);
    const pattern = hash === undefined ? undefined : patternOf(source, values);
    if (pattern === undefined || hash === undefined) {
      yield { source: name, identity: undefined, open: () => source.open(values, world) };
      continue;
    }
    const files = await findFiles(pattern, world.projectDir);
    const places = placesOf(files);
    for (const [at, { file, origin }] of files.entries()) {
      // A file whose own name looks like a pattern cannot be named alone: it would stand for others too.
      const content = /[*?]/.test(origin) ? undefined : await hash(file);
      const settings = { ...params, path: origin };
      yield {
        source: name,
        ...(files.length > 1 && { among: places[at] }),
        identity:
          content === undefined
            ? undefined
            : PartCache.keyOf([mlxVersion, readingVersion, type, settings, content]),
        ...nullValuesOf(values),
        open: () => source.open({ ...values, path: origin }, world),
      };
    }
  }
}

function nullValuesOf({ null_values: texts }: ValuesOf<Params>): Pick<Offer, 'nullValues'> {
  return Array.isArray(texts) ? { nullValues: texts.map(String) } : {};
}

function placesOf(files: readonly FoundFile[]): readonly Among[] {
  const bytes = Math.max(
    1,
    files.reduce((sum, file) => sum + file.bytes, 0),
  );
  let before = 0;
  return files.map((file, index) => {
    const place = { number: index + 1, of: files.length, before, bytes };
    before += file.bytes;
    return place;
  });
}

/** The pattern of a source that is read file by file, each on its own; undefined for every other. */
function patternOf(source: Source, values: ValuesOf<Params>): string | undefined {
  const path = values['path'];
  const others = ['state', 'alsoReads'].some((each) => each in source);
  if (typeof path !== 'string' || source.extensions.length === 0 || others) return undefined;
  const [only, ...more] = source.paths(values);
  return only === path && more.length === 0 ? path : undefined;
}

function refuseIncomplete(name: string, source: Source, values: ValuesOf<Params>): void {
  for (const needed of source.required) {
    if (values[needed] !== undefined) continue;
    throw new MlxError('data/source-incomplete', `Source \`${name}\` lacks \`${needed}\``, {
      hints: [`Add \`${needed}\` to the source`],
    });
  }
}
