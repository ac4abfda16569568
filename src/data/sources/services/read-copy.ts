import { randomUUID } from 'node:crypto';
import { extname } from 'node:path';
import type { JsonObject } from '../../../contracts/json.js';
import type { Params, ValuesOf } from '../../../contracts/params.js';
import { MlxError } from '../../../errors/index.js';
import { literal } from '../../tables/sql.js';
import { withDefaults } from '../../with-defaults.js';
import type { Source, SourcePart, SourceWorld } from '../source.js';

/** The sources that read files: what is fetched from elsewhere is read by one of them. */
export type Readers = readonly Source[];

/** How a fetched file is read: the settings that every source has which fetches files. */
export function copyParams(readers: Readers) {
  const all = readers.toReversed().flatMap(({ params }) => Object.entries(params));
  const pins = all
    .filter(([name]) => name !== 'path')
    .map(([name, param]) => [name, withoutDefault(param)]);
  return {
    format: {
      enum: readers.map(({ name }) => name),
      description: 'How to read what is fetched; told by the ending of its name when left out',
    },
    read: {
      type: 'object',
      description: 'Settings of the source that reads this format, such as `{ delimiter: ";" }`',
      properties: Object.fromEntries(pins) as Params,
    },
  } as const satisfies Params;
}

function withoutDefault(param: Params[string]): object {
  const { default: _, ...rest } = param as { readonly default?: unknown };
  return rest;
}

/** The reader a name's ending speaks of (`.gz` and `.zst` aside), if any. */
export function readerOfName(readers: Readers, name: string): Source | undefined {
  const ending = extname(name.replace(/\.(gz|zst)$/i, '')).toLowerCase();
  return readers.find(({ extensions }) => extensions.includes(ending));
}

/** The reader of that name. */
export function readerNamed(readers: Readers, name: string | undefined): Source | undefined {
  return readers.find((reader) => reader.name === name);
}

/** What must be known to read a local copy of what came from elsewhere. */
export interface LocalCopy {
  readonly file: string;
  /** What the user knows it by; without secrets. */
  readonly shown: string;
  readonly reader: Source;
  readonly read: ValuesOf<Params> | undefined;
}

/** The parts of a local copy, as its reader sees them, under the name the user knows. */
export async function* openCopy(copy: LocalCopy, world: SourceWorld): AsyncGenerator<SourcePart> {
  const { file, reader, read = {} } = copy;
  for (const name of Object.keys(read)) {
    if (name !== 'path' && name in reader.params) continue;
    throw new MlxError(
      'data/source-incomplete',
      `\`read.${name}\` means nothing to a file of type ${reader.name}`,
      {
        hints: [`Leave it out; \`mlx explain ${reader.name}\` lists what there is`],
      },
    );
  }
  const values = withDefaults(reader.params, { ...(read as JsonObject), path: file });
  try {
    for await (const part of reader.open(values, world)) yield renamed(part, copy);
  } catch (error) {
    throw retold(error, copy);
  }
}

function renamed(part: SourcePart, copy: LocalCopy): SourcePart {
  const origin = part.origin.replaceAll(copy.file, copy.shown);
  // A column that names the file of each row names it as the user knows it.
  const columns = part.columns.map((column) =>
    column.value === literal(part.origin) ? { ...column, value: literal(origin) } : column,
  );
  const named = { ...part, origin, columns };
  if (part.repaired === undefined) return named;
  const repaired = async (): Promise<SourcePart> => {
    try {
      return renamed((await part.repaired?.()) ?? part, copy);
    } catch (error) {
      throw retold(error, copy);
    }
  };
  return { ...named, repaired };
}

function retold(error: unknown, { file, shown }: LocalCopy): unknown {
  if (!(error instanceof MlxError)) return error;
  const text = (words: string): string => words.replaceAll(file, shown);
  const { code, place, hints, cause } = error;
  return new MlxError(code, text(error.message), {
    hints: hints.map(text),
    problems: error.problems,
    cause,
    ...(place !== undefined && { place: { ...place, file: text(place.file) } }),
  });
}

/** A name for a copy in scratch that keeps the ending. */
export function copyName(name: string): string {
  const kept = name.replaceAll(/[^A-Za-z0-9._-]/g, '_').slice(-60);
  return `${randomUUID()}-${kept}`;
}

/** Nothing says how to read what was fetched. */
export function unknownFormat(shown: string, readers: Readers): MlxError {
  return new MlxError(
    'data/unknown-file-type',
    `\`${shown}\` does not say what kind of file it is`,
    {
      hints: [`Set \`format\` on the source: ${readers.map(({ name }) => name).join(', ')}`],
      place: { file: shown },
    },
  );
}
