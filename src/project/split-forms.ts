import type { Json, JsonObject } from '../contracts/json.js';
import { auditKinds } from '../contracts/split-audit.js';
import { isObject } from './json-mapping.js';
import type { Path } from './project.js';

type Moves = { readonly now: Path; readonly written: Path }[];

/** The long form of `split`; `moves` learns where what moved was written. */
export function expandSplit(value: Json, moves: Moves): Json {
  const long = typeof value === 'string' ? { strategy: value } : value;
  if (!isObject(long)) return long;
  const steps: Record<string, Json> = {};
  const entries = Object.entries(long).flatMap(([key, item]) => {
    const count = stepsOf(item);
    if (count === undefined)
      return [[key, longSplitForms[key]?.(item) ?? fractionOf(item) ?? item]];
    steps[key] = count;
    moves.push({ now: ['split', 'steps', key], written: ['split', key] });
    return [];
  });
  const counted = Object.keys(steps).length > 0;
  return { ...Object.fromEntries(entries), ...(counted && { steps }) } as JsonObject;
}

/** `24 steps`: so many different times. */
function stepsOf(value: Json): number | undefined {
  const count = typeof value === 'string' ? /^(\d+)\s+steps?$/.exec(value)?.[1] : undefined;
  return count === undefined ? undefined : Number(count);
}

const longSplitForms: Readonly<Record<string, (item: Json) => Json>> = {
  gap: (item) => item,
  key: (item) => (typeof item === 'string' ? [item] : item),
  folds: (item) => (typeof item === 'number' ? { outer: item } : item),
  sealed: (item) => (typeof item === 'number' ? { looks: item } : item),
  audit: (item) =>
    typeof item === 'string' ? Object.fromEntries(auditKinds.map((kind) => [kind, item])) : item,
};

/** `15%` as 0.15; undefined for what is no share. */
export function fractionOf(value: Json): number | undefined {
  const percent = typeof value === 'string' ? /^(\d+(?:\.\d+)?)\s*%$/.exec(value)?.[1] : undefined;
  // Not by division: 33.3 / 100 is 0.33299999999999996.
  return percent === undefined ? undefined : Number(`${percent}e-2`);
}
