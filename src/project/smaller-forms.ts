import type { Json, JsonObject } from '../contracts/json.js';
import { isObject } from './json-mapping.js';
import type { Path } from './project.js';
import { metricName, toldName } from './requirement-forms.js';
import { fractionOf } from './split-forms.js';

type Moves = { readonly now: Path; readonly written: Path }[];

const home: Path = ['package', 'smaller'];
const ownKeys = ['try', 'use', 'requirements'];

/** `smaller: int8`, a list of what is tried, or the mapping, in the long form; what is none of them is left for the schema. */
export function expandSmaller(value: Json, base: JsonObject, moves: Moves): Json {
  if (Array.isArray(value)) return { try: expandTried(value as readonly Json[], home, moves) };
  const isWhole = isObject(value) && Object.keys(value).every((key) => ownKeys.includes(key));
  if (isWhole) return expandMapping(value, triedBelow(base), moves);
  const item = expandItem(value, { now: tried(0), written: home }, moves);
  return isObject(item) && typeof item['name'] === 'string'
    ? { try: [item], use: item['name'] }
    : value;
}

function expandMapping(value: JsonObject, below: readonly Json[], moves: Moves): Json {
  const { try: wanted, use, requirements } = value;
  const items = wanted === undefined ? below : expandWanted(wanted, moves);
  const rest = {
    ...(wanted !== undefined && { try: items }),
    ...(requirements !== undefined && { requirements: expandLines(requirements) }),
  };
  return use === undefined ? rest : { ...rest, ...expandUse(use, items, moves) };
}

/** One thing to try, or the list of them. */
function expandWanted(wanted: Json, moves: Moves): readonly Json[] {
  if (!Array.isArray(wanted)) return expandTried([wanted], undefined, moves);
  return expandTried(wanted as readonly Json[], [...home, 'try'], moves);
}

/** What is used, by its name; what is used need not be said twice, so that it is tried too where `items` do not hold it. */
function expandUse(use: Json, items: readonly Json[], moves: Moves): JsonObject {
  const names = new Set(items.map(nameOf));
  if (use === 'full' || use === 'smallest' || names.has(use)) return { use };
  const own = expandItem(use, { now: tried(items.length), written: [...home, 'use'] }, moves);
  const name = nameOf(own);
  if (typeof name !== 'string') return { use };
  return { try: names.has(name) ? items : [...items, own], use: name };
}

function nameOf(item: Json): Json | undefined {
  return isObject(item) ? item['name'] : undefined;
}

/** What the layers below want tried: lists replace each other, so what is added here has to hold it. */
function triedBelow(base: JsonObject): readonly Json[] {
  const block = base['package'];
  const smaller = isObject(block) ? block['smaller'] : undefined;
  const list = isObject(smaller) ? smaller['try'] : undefined;
  return Array.isArray(list) ? (list as readonly Json[]) : [];
}

function tried(at: number): Path {
  return [...home, 'try', at];
}

function expandTried(list: readonly Json[], at: Path | undefined, moves: Moves): readonly Json[] {
  return list.map((item, index) => {
    const written = at === undefined ? [...home, 'try'] : [...at, index];
    return expandItem(item, { now: tried(index), written }, moves);
  });
}

/** Where something stands now, and where it was written. */
interface Stood {
  readonly now: Path;
  readonly written: Path;
}

function expandItem(item: Json, { now, written }: Stood, moves: Moves): Json {
  if (isObject(item) && item['steps'] !== undefined) {
    moves.push({ now, written });
    return item;
  }
  const parts = Array.isArray(item) ? (item as readonly Json[]) : [item];
  const steps = parts.map((part, at) =>
    expandStep(
      part,
      { now: [...now, 'steps', at], written: Array.isArray(item) ? [...written, at] : written },
      moves,
    ),
  );
  moves.push({ now, written });
  if (!steps.every((step) => step !== undefined)) return item;
  return { name: steps.map(({ name }) => name).join(' + '), steps: steps.map(({ step }) => step) };
}

function expandStep(
  part: Json,
  { now, written }: Stood,
  moves: Moves,
): { readonly name: string; readonly step: JsonObject } | undefined {
  if (typeof part === 'string') {
    moves.push({ now, written });
    return { name: part, step: { method: part } };
  }
  if (!isObject(part)) return undefined;
  const [entry, ...more] = Object.entries(part);
  if (entry === undefined || more.length > 0) return undefined;
  const [method, params] = entry;
  moves.push({ now: [...now, 'method'], written: [...written, method] });
  moves.push({ now, written: [...written, method] });
  if (params === null || params === true) return { name: method, step: { method } };
  if (!isObject(params)) return undefined;
  const told = Object.fromEntries(
    Object.entries(params).map(([key, value]) => [key, fractionOf(value) ?? value]),
  );
  return { name: toldName(method, told), step: { method, ...told } };
}

function expandLines(value: Json): Json {
  if (!Array.isArray(value)) return value;
  return (value as readonly Json[]).map((line) => {
    if (!isObject(line)) return line;
    const entries = Object.entries(line).map(([key, item]) => [
      key,
      longForms[key]?.(item) ?? item,
    ]);
    return Object.fromEntries(entries) as JsonObject;
  });
}

const longForms: Readonly<Record<string, (item: Json) => Json | undefined>> = {
  metric: metricName,
  sure: fractionOf,
  size: (item) => {
    const share = fractionOf(item);
    if (share !== undefined) return { max_ratio: share };
    const bytes = bytesOf(isObject(item) ? item['max'] : item);
    if (bytes === undefined) return item;
    return isObject(item) ? { ...item, max: bytes } : { max: bytes };
  },
  latency: (item) => {
    const share = fractionOf(item);
    return share === undefined ? item : { max_ratio: share };
  },
};

/** `300 kB` as 300000, `1 MiB` as 1048576; a number is bytes. */
function bytesOf(value: Json | undefined): number | undefined {
  if (typeof value === 'number') return value;
  const [, digits, unit] =
    typeof value === 'string' ? (/^(\d+(?:\.\d+)?)\s*(B|kB|KB|KiB|MB|MiB)$/.exec(value) ?? []) : [];
  if (digits === undefined || unit === undefined) return undefined;
  return Math.round(Number(digits) * (units[unit] ?? 1));
}

const units: Readonly<Record<string, number>> = {
  kB: 1000,
  KB: 1000,
  KiB: 1024,
  MB: 1e6,
  MiB: 1024 ** 2,
};
