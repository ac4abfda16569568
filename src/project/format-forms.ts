import type { Json, JsonObject } from '../contracts/json.js';
import { isObject } from './json-mapping.js';
import type { Path } from './project.js';
import { expandSmaller } from './smaller-forms.js';

type Moves = { readonly now: Path; readonly written: Path }[];

/** The package block in its long form. */
export function expandPackage(value: Json, base: JsonObject, moves: Moves): Json {
  if (!isObject(value)) return value;
  return withFormats(withSmaller(withPush(value, moves), base, moves), moves);
}

/** `push: ghcr.io/team/model` as a mapping. */
function withPush(value: JsonObject, moves: Moves): JsonObject {
  const { push } = value;
  if (typeof push !== 'string') return value;
  moves.push({ now: ['package', 'push', 'to'], written: ['package', 'push'] });
  return { ...value, push: { to: push } };
}

function withSmaller(value: JsonObject, base: JsonObject, moves: Moves): JsonObject {
  const { smaller } = value;
  if (smaller === undefined) return value;
  return { ...value, smaller: expandSmaller(smaller, base, moves) };
}

/** `formats: [web, { onnx: { opset: 17 } }]` as a mapping from each name to its settings, which say the name again. */
function withFormats(value: JsonObject, moves: Moves): Json {
  const { formats } = value;
  if (typeof formats === 'string') {
    moves.push({ now: ['package', 'formats', formats], written: ['package', 'formats'] });
    return { ...value, formats: { [formats]: { format: formats } } };
  }
  if (isObject(formats)) {
    return { ...value, formats: mapping(Object.entries(formats)) };
  }
  if (!Array.isArray(formats)) return value;
  const entries = (formats as readonly Json[]).flatMap((item, at) => {
    const named = typeof item === 'string' ? { [item]: {} } : item;
    if (!isObject(named)) return [];
    return Object.entries(named).map(([name, params]) => {
      const written = ['package', 'formats', at, ...(typeof item === 'string' ? [] : [name])];
      moves.push({ now: ['package', 'formats', name], written });
      return [name, params] as const;
    });
  });
  // An item that is no format stays, so that the schema says what is wrong with it.
  const isWhole = (formats as readonly Json[]).every(
    (item) => typeof item === 'string' || isObject(item),
  );
  return isWhole ? { ...value, formats: mapping(entries) } : value;
}

function mapping(entries: readonly (readonly [string, Json])[]): Json {
  return Object.fromEntries(
    entries.map(([name, params]) => {
      if (params === null || params === true) return [name, { format: name }];
      return [name, isObject(params) ? { format: name, ...params } : params];
    }),
  );
}
