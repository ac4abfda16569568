import { canonicalJson, type FingerprintParts } from '../artifacts/fingerprint.js';
import type { Json, JsonObject } from '../contracts/json.js';
import { isUnvouched } from './service-states.js';

/** Why an artifact must be made anew: what is different from the last one, the outermost cause first. */
export function explainChange(before: FingerprintParts | undefined, now: FingerprintParts): string {
  if (before === undefined) return 'never run';
  const changes = [
    ...(before.version === now.version ? [] : ['mlx computes this stage differently now']),
    ...changedFiles(before.files, now.files),
    ...changedSettings(before.settings, now.settings, ''),
    ...Object.keys(now.inputs)
      .filter((input) => before.inputs[input] !== now.inputs[input])
      .map((input) => (input in before.inputs ? `${input} changed` : `${input} is new`)),
    ...Object.keys(before.inputs)
      .filter((input) => !(input in now.inputs))
      .map((input) => `${input} is gone`),
  ];
  const [first = 'its artifact is gone', second, ...more] = changes;
  const rest = more.length > 0 ? `, and ${more.length} more` : '';
  return second === undefined ? first : `${first}, ${second}${rest}`;
}

function changedFiles(
  before: FingerprintParts['files'],
  now: FingerprintParts['files'],
): readonly string[] {
  const gone = Object.keys(before).filter((file) => !(file in now));
  return [
    ...Object.keys(now)
      .filter((file) => before[file] !== now[file])
      .map((file) => (file in before ? changed(file, now[file]) : `${file} is new`)),
    ...gone.map((file) => `${file} is gone`),
  ];
}

function changed(name: string, state: string | undefined): string {
  return isUnvouched(state) ? `${name} may have changed` : `${name} changed`;
}

function changedSettings(before: Json | undefined, now: Json | undefined, path: string): string[] {
  if (isEqual(before, now)) return [];
  const [old, fresh] = [partsOf(before), partsOf(now)];
  if (old === undefined || fresh === undefined) {
    return [`${path} ${shown(before)} → ${shown(now)}`];
  }
  const keys = new Set([...old.keys(), ...fresh.keys()]);
  return [...keys].flatMap((key) =>
    changedSettings(old.get(key), fresh.get(key), path === '' ? key : `${path}.${key}`),
  );
}

function isEqual(before: Json | undefined, now: Json | undefined): boolean {
  if (before === undefined || now === undefined) return before === now;
  return canonicalJson(before) === canonicalJson(now);
}

/** What a setting is made of: keys of an object; items of a list of objects, by name or number. Else undefined. */
function partsOf(value: Json | undefined): ReadonlyMap<string, Json> | undefined {
  if (isObject(value)) return new Map(Object.entries(value));
  if (!Array.isArray(value) || !value.every(isObject)) return undefined;
  return new Map(value.map((item, at) => [nameOf(item) ?? String(at), item]));
}

function nameOf({ name }: JsonObject): string | undefined {
  return typeof name === 'string' ? name : undefined;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const longest = 40;

function shown(value: Json | undefined): string {
  if (value === undefined) return '(unset)';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}
