import type { JsonObject } from '../../contracts/json.js';
import type { Weights, WeightValues } from '../../contracts/model.js';
import { isList, isPlainObject, kindOf } from '../../data/user-modules/value-kind.js';

/** What a user's `fit` returned, as a model stores it. */
export interface FittedParts {
  readonly config: JsonObject;
  readonly weights: Readonly<Record<string, Weights>>;
  readonly notes: readonly string[];
}

/** What is wrong with what a user's function returned, and what to do. */
export class WrongAnswer extends Error {
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

/** Holds what `fit` returned to what can be stored. Throws {@link WrongAnswer}. */
export function fittedParts(returned: unknown): FittedParts {
  if (!isPlainObject(returned)) {
    throw new WrongAnswer(
      `\`fit\` returned ${kindOf(returned)}`,
      'Return `{ config, weights }`: what `predictor` needs',
    );
  }
  const { config = {}, weights = {}, notes = [], ...rest } = returned;
  const [more] = Object.keys(rest);
  if (more !== undefined) {
    throw new WrongAnswer(
      `\`fit\` returned \`${more}\`, which is not kept`,
      'Put it into `config`, or, where it is numbers, into `weights`',
    );
  }
  if (!isPlainObject(config)) throw noMapping('config', config);
  if (!isPlainObject(weights)) throw noMapping('weights', weights);
  refuseUnstorable(config, 'config');
  const named = Object.entries(weights).map(([name, value]) => [name, block(name, value)] as const);
  return {
    config: JSON.parse(JSON.stringify(config)) as JsonObject,
    weights: Object.fromEntries(named),
    notes: isList(notes) ? Array.from(notes, String) : [String(notes)],
  };
}

function noMapping(name: string, value: unknown): WrongAnswer {
  return new WrongAnswer(
    `\`fit\` returned ${kindOf(value)} as \`${name}\``,
    `Let \`${name}\` be an object`,
  );
}

/** JSON knows no NaN, no functions and no typed arrays: whatever would come back as something else is refused. */
function refuseUnstorable(value: unknown, path: string): void {
  if (isStorable(value)) return;
  const inner = partsOf(value);
  if (inner !== undefined) {
    for (const [step, item] of inner) refuseUnstorable(item, `${path}${step}`);
    return;
  }
  const what = typeof value === 'number' ? String(value) : kindOf(value);
  throw new WrongAnswer(
    `\`fit\` returned ${what} as \`${path}\`, which JSON cannot hold`,
    isList(value)
      ? 'Put typed arrays into `weights`'
      : 'Use plain numbers, texts, lists and objects',
  );
}

function isStorable(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  return value === null || ['string', 'boolean'].includes(typeof value);
}

/** The items of a list or a plain object, each with the way to it; undefined for anything else. */
function partsOf(value: unknown): readonly (readonly [string, unknown])[] | undefined {
  if (Array.isArray(value)) return value.map((item: unknown, at) => [`[${at}]`, item] as const);
  if (!isPlainObject(value) || Object.getPrototypeOf(value) !== Object.prototype) return undefined;
  return Object.entries(value).flatMap(([key, item]) =>
    item === undefined ? [] : [[`.${key}`, item] as const],
  );
}

function block(name: string, value: unknown): Weights {
  const isShaped = isPlainObject(value) && isList(value['values']);
  const given = isShaped ? value['values'] : value;
  if (!isList(given)) {
    throw new WrongAnswer(
      `\`fit\` returned ${kindOf(value)} as \`weights.${name}\``,
      'Give a typed array, a list of numbers, or `{ shape, values }`',
    );
  }
  const values = numbersIn(name, given);
  const shape =
    isShaped && isList(value['shape']) ? Array.from(value['shape'], Number) : [values.length];
  if (shape.reduce((product, length) => product * length, 1) !== values.length) {
    throw new WrongAnswer(
      `\`weights.${name}\` has ${values.length} numbers, which do not fill its shape [${shape.join(', ')}]`,
      'Correct `shape`, or leave it out',
    );
  }
  return { shape, values };
}

function numbersIn(name: string, given: ArrayLike<unknown>): WeightValues {
  const isKept =
    given instanceof Float32Array ||
    given instanceof Float64Array ||
    given instanceof Int32Array ||
    given instanceof Uint8Array;
  const values = isKept ? given : Float64Array.from(given as ArrayLike<number>);
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return values;
  throw new WrongAnswer(
    `\`weights.${name}\` holds ${String(given[at])} at place ${at}`,
    'Lower the learning rate, or mend what divides by zero',
  );
}
