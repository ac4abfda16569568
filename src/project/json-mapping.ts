import type { Json, JsonObject } from '../contracts/json.js';

/** Whether a JSON value is a mapping. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A text as the value of a key: the short form of what is named by it. */
export function wrap(value: Json, key: string): Json {
  return typeof value === 'string' ? { [key]: value } : value;
}

/** A mapping with each of its values expanded; what is no mapping is left as it is. */
export function eachEntry(value: Json, expand: (item: Json, key: string) => Json): Json {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, expand(item, key)]));
}

/** Some keys of a mapping, in its order. */
export function pick(value: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([key]) => keys.includes(key)));
}

/** The key of the mapping at a path that has one key only. */
export function onlyKey(value: JsonObject, path: readonly string[]): string | undefined {
  let inner: Json | undefined = value;
  for (const key of path) inner = isObject(inner) ? inner[key] : undefined;
  const keys = isObject(inner) ? Object.keys(inner) : [];
  return keys.length === 1 ? keys[0] : undefined;
}

/** Whether a word names a file with code. */
/** Whether a word names a file of a model that was made elsewhere: families have no dot. */
export function isModelFile(word: string): boolean {
  return !isModule(word) && /[^./\\]\.[a-z]\w*$/i.test(word);
}

export function isModule(word: string): boolean {
  return /\.m?[jt]s$/.test(word);
}
