import type { Json, JsonObject } from '../contracts/json.js';
import { isObject } from './json-mapping.js';
import type { Path } from './project.js';
import { fractionOf } from './split-forms.js';

type Moves = { readonly now: Path; readonly written: Path }[];

/** The long form of the contract; `moves` learns where what moved was written. */
export function expandRequirements(value: Json, moves: Moves): Json {
  if (!Array.isArray(value)) return value;
  return (value as readonly Json[]).map((line, index) =>
    isObject(line) ? expandLine(line, ['requirements', index], moves) : line,
  );
}

function expandLine(line: JsonObject, at: Path, moves: Moves): JsonObject {
  const entries = Object.entries(line).map(([key, item]) => [key, longForms[key]?.(item) ?? item]);
  const long = Object.fromEntries(entries) as JsonObject;
  const { calibration, ...rest } = long;
  if (!isObject(calibration) || long['metric'] !== undefined) return long;
  const { bins, ...bounds } = calibration;
  for (const key of ['metric', ...Object.keys(bounds)]) {
    const written = key === 'metric' ? [] : [key];
    moves.push({ now: [...at, key], written: [...at, 'calibration', ...written] });
  }
  return { metric: bins === undefined ? 'ece' : `ece(bins=${textOf(bins)})`, ...bounds, ...rest };
}

const longForms: Readonly<Record<string, (item: Json) => Json | undefined>> = {
  metric: metricName,
  sure: fractionOf,
  by: (item) => (typeof item === 'string' ? [item] : item),
  leaks: (item) => (typeof item === 'number' ? { max: item } : item),
  looks: (item) => (typeof item === 'number' ? { max: item } : item),
  calibration: (item) => (typeof item === 'number' ? { max: item } : item),
  fairness: (item) =>
    typeof item === 'string' ? item.replace(/^equalized/, 'equalised') : undefined,
  robustness: (item) => {
    if (!isObject(item)) return item;
    const share = item['missing'] === undefined ? undefined : fractionOf(item['missing']);
    return share === undefined ? item : { ...item, missing: share };
  },
};

/** `{ fbeta: { beta: 2 } }` as `fbeta(beta=2)`; what is neither form is left as it is. */
export function metricName(written: Json): Json {
  if (!isObject(written)) return written;
  const [entry, ...more] = Object.entries(written);
  if (entry === undefined || more.length > 0) return written;
  const [name, params] = entry;
  if (!isObject(params)) return written;
  return toldName(name, params);
}

/** A name with what it is told: `fbeta(beta=2)`. */
export function toldName(name: string, params: JsonObject): string {
  const told = Object.entries(params).map(([key, value]) => `${key}=${textOf(value)}`);
  return told.length === 0 ? name : `${name}(${told.join(', ')})`;
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
