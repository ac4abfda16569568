import type { Params } from '../../contracts/params.js';

type Param = Params[string];

/** What a param expects, in words, or undefined when the value is as it should be. */
export function checkParam(param: Param, value: unknown): string | undefined {
  if ('enum' in param) {
    return param.enum.some((choice) => choice === value)
      ? undefined
      : `one of ${param.enum.join(', ')}`;
  }
  if (isKind(param.type, value)) return outOfRange(param, value);
  return typeof param.type === 'string' ? articles[param.type] : 'a number or a string';
}

const articles = {
  integer: 'a whole number',
  number: 'a number',
  boolean: '`true` or `false`',
  string: 'a string',
  array: 'a list',
  object: 'a group of settings',
} as const;

function isKind(type: Exclude<Param, { enum: unknown }>['type'], value: unknown): boolean {
  switch (type) {
    case 'integer':
      return Number.isInteger(value);
    case 'number':
    case 'boolean':
    case 'string':
      return typeof value === type;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    default:
      return typeof value === 'number' || typeof value === 'string';
  }
}

function outOfRange(param: Param, value: unknown): string | undefined {
  if (typeof value !== 'number') return undefined;
  if ('minimum' in param && value < param.minimum) {
    return `at least ${param.minimum}`;
  }
  if ('maximum' in param && value > param.maximum) {
    return `at most ${param.maximum}`;
  }
  return undefined;
}
