import { canonicalJson } from '../artifacts/fingerprint.js';
import type { Json, JsonObject } from '../contracts/json.js';

/** One setting that is not what it was. */
export interface SettingChange {
  /** Keys and indexes that lead to it now; to where it was, when it is gone. */
  readonly path: readonly (string | number)[];
  /** The same in words: items of lists by their name where they have one. */
  readonly name: string;
  /** Absent when it was not set. */
  readonly before?: Json;
  readonly now?: Json;
}

/** The smallest settings that differ, in the order they stand. Items of lists are matched by name, or by their number. */
export function settingChanges(
  before: Json | undefined,
  now: Json | undefined,
): readonly SettingChange[] {
  return changesAt(before, now, { path: [], name: '' });
}

/** A value short enough for a line. */
export function shownSetting(value: Json | undefined, longest = 40): string {
  if (value === undefined) return '(unset)';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}

function changesAt(
  before: Json | undefined,
  now: Json | undefined,
  at: Pick<SettingChange, 'path' | 'name'>,
): SettingChange[] {
  if (isEqual(before, now)) return [];
  const [old, fresh] = [partsOf(before), partsOf(now)];
  if (old === undefined || fresh === undefined) {
    return [{ ...at, ...(before !== undefined && { before }), ...(now !== undefined && { now }) }];
  }
  const keys = new Set([...old.keys(), ...fresh.keys()]);
  return [...keys].flatMap((key) => {
    const step = fresh.get(key)?.step ?? old.get(key)?.step ?? key;
    return changesAt(old.get(key)?.value, fresh.get(key)?.value, {
      path: [...at.path, step],
      name: at.name === '' ? key : `${at.name}.${key}`,
    });
  });
}

function isEqual(before: Json | undefined, now: Json | undefined): boolean {
  if (before === undefined || now === undefined) return before === now;
  return canonicalJson(before) === canonicalJson(now);
}

type Parts = ReadonlyMap<string, { readonly step: string | number; readonly value: Json }>;

/** What a setting is made of: keys of an object; items of a list of objects, by name or number. Else undefined. */
function partsOf(value: Json | undefined): Parts | undefined {
  if (isObject(value)) {
    return new Map(Object.entries(value).map(([key, item]) => [key, { step: key, value: item }]));
  }
  if (!Array.isArray(value) || !value.every(isObject)) return undefined;
  return new Map(value.map((item, at) => [nameOf(item) ?? String(at), { step: at, value: item }]));
}

function nameOf({ name }: JsonObject): string | undefined {
  return typeof name === 'string' ? name : undefined;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
