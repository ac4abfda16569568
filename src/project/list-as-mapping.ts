import { basename, extname } from 'node:path';
import { stringify } from 'yaml';
import type { Json, JsonObject } from '../contracts/json.js';
import { isObject } from './json-mapping.js';
import type { Path } from './project.js';

/** A block that is a mapping of names, and may be written as a list by who does not know. */
interface Named {
  /** The setting that a text stands for. */
  readonly key: string;
  /** The block that holds the mapping, when the list stands for the block. */
  readonly within?: string;
}

const namedBlocks: Readonly<Record<string, Named>> = {
  train: { key: 'model', within: 'candidates' },
  'train.candidates': { key: 'model' },
  ingest: { key: 'path', within: 'sources' },
  'ingest.sources': { key: 'path' },
  targets: { key: 'type' },
};

/** A list as the mapping it should have been, in YAML with the user's own names; undefined where none can be made. */
export function listAsMapping(path: Path, value: Json | undefined): string | undefined {
  const block = namedBlocks[path.join('.')];
  if (block === undefined || !Array.isArray(value) || value.length === 0) return undefined;
  const named: Record<string, Json> = {};
  for (const item of value as readonly Json[]) {
    const entry = entryOf(item, block);
    if (entry === undefined) return undefined;
    named[free(entry.name, named)] = entry.settings;
  }
  const mapping = block.within === undefined ? named : { [block.within]: named };
  const yaml = stringify(mapping, { collectionStyle: 'flow', lineWidth: 0 }).trim();
  return `${String(path.at(-1))}: ${yaml}`;
}

interface Entry {
  readonly name: string;
  readonly settings: Json;
}

/** `linear`, `{ model: linear, l2: 1 }`, `{ name: small, model: linear }` and `{ small: { model: linear } }`. */
function entryOf(item: Json, { key }: Named): Entry | undefined {
  if (typeof item === 'string') return { name: nameOf(item), settings: item };
  if (!isObject(item)) return undefined;
  const { name, ...settings } = item;
  const named = settings[key];
  if (typeof named === 'string') {
    return { name: typeof name === 'string' ? name : nameOf(named), settings: settings };
  }
  const [only, ...more] = Object.entries(item);
  if (only === undefined || more.length > 0) return undefined;
  return { name: only[0], settings: only[1] === null ? only[0] : withKey(only, key) };
}

/** `{ mlp: { layers: [8] } }` means the family of that name. */
function withKey([name, settings]: readonly [string, Json], key: string): Json {
  return isObject(settings) && !(key in settings)
    ? ({ [key]: name, ...settings } satisfies JsonObject)
    : settings;
}

/** `data/orders.csv` is `orders`. */
function nameOf(word: string): string {
  return basename(word, extname(word)) || word;
}

function free(name: string, taken: Readonly<Record<string, Json>>): string {
  if (!(name in taken)) return name;
  for (let count = 2; ; count++) if (!(`${name}_${count}` in taken)) return `${name}_${count}`;
}
