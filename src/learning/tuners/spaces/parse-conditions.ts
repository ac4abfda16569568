import type { Json } from '../../../contracts/json.js';
import { nearestWord } from '../../../errors/index.js';
import { type Condition, contains, type Dimension, type Domain, sizeOf } from '../search-space.js';

/** Of more values a condition would hardly be about one of them. */
const most = 1000;

/** A setting with its `when` as written: `{ optimizer: adamw }`, a list for any of several values. */
export interface WrittenDimension {
  readonly path: string;
  readonly domain: Domain;
  readonly when: unknown;
}

/**
 * Reads the conditions and brings each setting behind those that it depends on; else the order stays. A name in `when` is
 * that of a setting beside the conditional one, or further up, or a whole path. What cannot be is told by `flaw`.
 */
export function withConditions(
  written: readonly WrittenDimension[],
  flaw: (path: string, words: string) => void,
): readonly Dimension[] {
  const read = written.map(({ path, domain, when }): Dimension => {
    if (when === undefined) return { path, domain };
    const conditions = conditionsOf(path, when, written);
    if (typeof conditions !== 'string') return { path, domain, when: conditions };
    flaw(path, conditions);
    return { path, domain };
  });
  const ordered: Dimension[] = [];
  let waiting: readonly Dimension[] = read;
  while (waiting.length > 0) {
    const given = new Set(ordered.map(({ path }) => path));
    const next = waiting.find(({ when = [] }) => when.every(({ path }) => given.has(path)));
    if (next === undefined) {
      const [first] = waiting;
      flaw(first?.path ?? '', 'has a `when` that leads back to itself');
      return ordered;
    }
    ordered.push(next);
    waiting = waiting.filter((dimension) => dimension !== next);
  }
  return ordered;
}

function conditionsOf(
  path: string,
  when: unknown,
  written: readonly WrittenDimension[],
): readonly Condition[] | string {
  if (typeof when !== 'object' || when === null || Array.isArray(when)) {
    return 'must have a `when` such as `{ optimizer: adamw }`';
  }
  const entries = Object.entries(when as Record<string, Json>);
  if (entries.length === 0) return 'must have a `when` such as `{ optimizer: adamw }`';
  const conditions: Condition[] = [];
  for (const [name, wanted] of entries) {
    const asked = settingNamed(name, path, written);
    if (asked === undefined) return unknownName(name, path, written);
    const values = Array.isArray(wanted) ? wanted : [wanted];
    const flaw = conditionFlaw(name, asked.domain, values);
    if (flaw !== undefined) return flaw;
    conditions.push({ path: asked.path, values });
  }
  return conditions;
}

/** The setting of this name nearest to a path: beside it, then further and further up. */
function settingNamed(
  name: string,
  path: string,
  written: readonly WrittenDimension[],
): WrittenDimension | undefined {
  const parts = path.split('.');
  const candidates = parts.map((_, up) => [...parts.slice(0, parts.length - 1 - up), name]);
  const others = written.filter((one) => one.path !== path);
  for (const candidate of candidates) {
    const found = others.find((one) => one.path === candidate.join('.'));
    if (found !== undefined) return found;
  }
  // A whole path, where the paths were cut to those below their candidate.
  return others.find((one) => name.endsWith(`.${one.path}`));
}

function unknownName(name: string, path: string, written: readonly WrittenDimension[]): string {
  const last = (one: WrittenDimension): string => one.path.split('.').at(-1) ?? one.path;
  const names = written.filter((one) => one.path !== path).map(last);
  const nearest = nearestWord(name, names);
  return `depends on \`${name}\`, which is not searched${nearest === undefined ? '' : `; did you mean \`${nearest}\`?`}`;
}

function conditionFlaw(name: string, domain: Domain, values: readonly Json[]): string | undefined {
  if (sizeOf(domain) > most) {
    return `depends on \`${name}\`, which must be a choice or have at most ${most} values`;
  }
  if (values.length === 0) return `lists nothing in its \`when\` for \`${name}\``;
  const stranger = values.find((value) => !contains(domain, value));
  return stranger === undefined
    ? undefined
    : `depends on \`${name}\` being ${JSON.stringify(stranger)}, which it never is`;
}
