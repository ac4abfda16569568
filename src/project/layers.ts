import type { Json, JsonObject } from '../contracts/json.js';
import type { Place } from '../errors/index.js';
import type { Path } from './project.js';
import { type ExpandContext, expandShortForms, isObject } from './short-forms.js';
import type { YamlFile } from './yaml-document.js';

/** The file a layer was read from, and where in it the layer stands. */
export interface LayerSource {
  /** Absolute path. */
  readonly file: string;
  readonly text: string;
  readonly inside: Path;
}

/** One place settings come from: a file, an environment of it, or `--set`. */
export interface Layer {
  /** In the long form. */
  readonly value: JsonObject;
  /** Absent for `--set`. */
  readonly source?: LayerSource;
  /** Where a value of this layer was written; undefined when it is not from here. */
  placeOf(path: Path, part?: 'value' | 'key'): Place | undefined;
  /** In words: `mlx.yaml:12`, `--set`. */
  originOf(path: Path): string | undefined;
}

/** A layer from (a part of) a YAML file: `inside` is the path of the part. */
export function fileLayer(
  {
    yaml,
    written,
    inside,
    label,
    file,
  }: {
    yaml: YamlFile;
    written: JsonObject;
    inside: Path;
    label: string;
    file: Omit<LayerSource, 'inside'>;
  },
  context: ExpandContext,
): Layer {
  const { value, moves } = expandShortForms(written, context);
  const placeOf = (path: Path, part?: 'value' | 'key'): Place | undefined =>
    hasPath(value, path) ? nearestPlace(path, part) : undefined;
  const nearestPlace = (path: Path, part?: 'value' | 'key'): Place | undefined => {
    for (let depth = path.length; depth >= 0; depth--) {
      const place = yaml.placeOf([...inside, ...movedBack(path.slice(0, depth), moves)], part);
      if (place !== undefined) return place;
    }
    return undefined;
  };
  return {
    value: value as JsonObject,
    source: { file: file.file, text: file.text, inside },
    placeOf,
    originOf(path) {
      const place = placeOf(path);
      return place === undefined ? undefined : `${label}:${place.line ?? 1}`;
    },
  };
}

/** A layer from `--set a.b=value`. */
export function setLayer(assignment: string, written: JsonObject, context: ExpandContext): Layer {
  const { value } = expandShortForms(written, context);
  const place = { file: `--set ${assignment}` };
  return {
    value: value as JsonObject,
    placeOf: (path) => (hasPath(value, path) ? place : undefined),
    originOf: (path) => (hasPath(value, path) ? '--set' : undefined),
  };
}

/** Later layers win; mappings are merged key by key, everything else is replaced. */
export function mergeLayers(layers: readonly Layer[]): JsonObject {
  return layers.reduce<JsonObject>((merged, { value }) => merge(merged, value) as JsonObject, {});
}

/** Where a value was written last, or its nearest parent that was written at all. */
export function placeIn(
  layers: readonly Layer[],
  path: Path,
  part?: 'value' | 'key',
): Place | undefined {
  for (let depth = path.length; depth >= 0; depth--) {
    const exact = depth === path.length ? part : 'value';
    for (const layer of layers.toReversed()) {
      const place = layer.placeOf(path.slice(0, depth), exact);
      if (place !== undefined) return place;
    }
  }
  return undefined;
}

function merge(base: Json | undefined, over: Json): Json {
  if (!isObject(base) || !isObject(over)) return over;
  const merged: Record<string, Json> = { ...base };
  for (const [key, value] of Object.entries(over)) merged[key] = merge(base[key], value);
  return merged;
}

function movedBack(
  path: Path,
  moves: readonly { readonly now: Path; readonly written: Path }[],
): Path {
  const move = moves.find(({ now }) => now.every((step, index) => path[index] === step));
  return move === undefined ? path : [...move.written, ...path.slice(move.now.length)];
}

function hasPath(value: Json, path: Path): boolean {
  let inner: Json | undefined = value;
  for (const step of path) {
    if (typeof inner !== 'object' || inner === null) return false;
    inner = (inner as Readonly<Record<string | number, Json>>)[step];
    if (inner === undefined) return false;
  }
  return true;
}
