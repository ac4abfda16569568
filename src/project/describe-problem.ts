import type { Json } from '../contracts/json.js';
import { nearestWord, type Place, type Problem } from '../errors/index.js';
import { listAsMapping } from './list-as-mapping.js';
import { nameHere } from './other-words.js';
import type { Path } from './project.js';
import type { SchemaError } from './validate.js';

/** A complaint with the path of what it is about; the caller finds the place. */
export interface Complaint extends Omit<Problem, 'place'> {
  readonly path: Path;
  /** Whether the key at the path is wrong, rather than its value. */
  readonly atKey?: boolean;
  /** Of an unknown key: the nearest of those there are. */
  readonly nearest?: string;
}

/** The problem that a complaint is, at the place that the caller found for it. */
export function problemOf(
  { path: _path, atKey: _atKey, nearest: _nearest, ...problem }: Complaint,
  place: Place | undefined,
): Problem {
  return place === undefined ? problem : { ...problem, place };
}

/** Puts one ajv error into words a user can act on. `parent` is where in the project the checked value stands. */
export function describeSchemaError(error: SchemaError, parent: Path): Complaint {
  const path = [...parent, ...pointerSteps(error.instancePath)];
  return (describers[error.keyword] ?? outOfRange)(error, path);
}

const describers: Readonly<Record<string, (error: SchemaError, path: Path) => Complaint>> = {
  additionalProperties: ({ params, parentSchema }, path) =>
    unknownKey(path, String(params['additionalProperty']), parentSchema),
  required: ({ params, parentSchema }, path) =>
    missingKey(path, String(params['missingProperty']), parentSchema),
  enum: (error, path) => notAllowed(path, valueOf(error), error.params['allowedValues'] as Json[]),
  const: (error, path) => notAllowed(path, valueOf(error), [error.params['allowedValue'] as Json]),
  type: (error, path) => ({
    code: 'project/wrong-type',
    path,
    message: `${named(path)} must be ${kindName(error.params['type'])}, not ${shown(valueOf(error))}`,
    hints: [isShare(error.parentSchema) ? shareHint : kindHint(error, path)],
  }),
  pattern: (error, path) => ({
    code: 'project/bad-format',
    path,
    message: `${named(path)} is ${shown(valueOf(error))}, which does not have the form it needs`,
    hints: [formHint(String(error.params['pattern']))],
  }),
};

/** Whether what stands where columns are named is a step of all of them. */
function isOfAllColumns([block, key]: Path): boolean {
  return block === 'features' && (key === 'select' || key === 'reduce');
}

/** A text that YAML takes for a number or a truth only lacks its quotes. */
function kindHint(error: SchemaError, path: Path): string {
  const value = valueOf(error);
  const mapping = error.params['type'] === 'object' ? listAsMapping(path, value) : undefined;
  if (mapping !== undefined) return `Write \`${mapping}\``;
  if (typeof value === 'string' && isOfAllColumns(path)) {
    return `Of all columns together: \`features: { _: { ${String(path[1])}: ${value} } }\``;
  }
  const bare = typeof value === 'number' || typeof value === 'boolean';
  if (error.params['type'] === 'string' && bare) return `Put it in quotes: \`"${value}"\``;
  return `Write ${kindName(error.params['type'])}${meaning(error.parentSchema)}`;
}

function outOfRange(error: SchemaError, path: Path): Complaint {
  const value = valueOf(error);
  const instead = isShort(value) ? `, not ${shown(value)}` : '';
  return {
    code: 'project/out-of-range',
    path,
    message: `${named(path)} ${boundText(error)}${instead}`,
    hints: [
      isShare(error.parentSchema)
        ? shareHint
        : `Choose another value${meaning(error.parentSchema)}`,
    ],
  };
}

const bounds: Readonly<Record<string, (limit: string) => string>> = {
  minimum: (limit) => `must be at least ${limit}`,
  maximum: (limit) => `must be at most ${limit}`,
  exclusiveMinimum: (limit) => `must be above ${limit}`,
  exclusiveMaximum: (limit) => `must be below ${limit}`,
  minItems: (limit) => `must have at least ${limit} items`,
  maxItems: (limit) => `must have at most ${limit} items`,
  minProperties: (limit) => `must have at least ${limit} ${limit === '1' ? 'entry' : 'entries'}`,
  maxProperties: (limit) => `must have at most ${limit} entries`,
  minLength: () => 'must not be empty',
};

function boundText({ keyword, params, message = 'is out of range' }: SchemaError): string {
  return bounds[keyword]?.(String(params['limit'])) ?? message;
}

/** ajv gives the offending value because it runs with `verbose`. */
function valueOf(error: SchemaError): Json | undefined {
  return error.data as Json | undefined;
}

function named(path: Path): string {
  return path.length === 0 ? 'The project' : `\`${path.join('.')}\``;
}

/** A name that stands for a plug-in, a column or the like, and is not one of those there are. */
export function notAllowed(
  path: Path,
  value: Json | undefined,
  allowed: readonly Json[],
): Complaint {
  const names = allowed.map(String);
  const nearest =
    typeof value === 'string' ? (nameHere(value, names) ?? nearestWord(value, names)) : undefined;
  return {
    code: 'project/not-allowed',
    path,
    message: `\`${path.join('.')}\` cannot be ${shown(value)}`,
    hints: [
      ...(nearest === undefined ? [] : [`Did you mean \`${nearest}\`?`]),
      allowed.length === 0 ? 'Remove it' : `Use one of: ${names.join(', ')}`,
    ],
  };
}

function unknownKey(path: Path, key: string, schema: unknown): Complaint {
  const known = Object.keys((schema as { properties?: object }).properties ?? {});
  const nearest = nameHere(key, known) ?? nearestWord(key, known);
  return {
    code: 'project/unknown-key',
    path: [...path, key],
    atKey: true,
    ...(nearest !== undefined && { nearest }),
    message: `\`${key}\` is not a setting of ${path.length === 0 ? 'a project' : named(path)}`,
    hints: [
      ...(nearest === undefined ? [] : [`Did you mean \`${nearest}\`?`]),
      known.length === 0 ? 'Remove it' : `Use one of: ${known.join(', ')}`,
    ],
  };
}

/** How the blocks every project has may begin. */
const beginnings: Readonly<Record<string, string>> = {
  task: 'task: { type: classification, target: COLUMN }',
  ingest: 'ingest: data.csv',
};

function missingKey(path: Path, key: string, schema: unknown): Complaint {
  const { properties = {} } = schema as { properties?: Record<string, object> };
  return {
    code: 'project/missing-key',
    path,
    message: `${named(path)} must have \`${key}\``,
    hints: [`Add \`${beginnings[key] ?? `${key}:`}\`${meaning(properties[key])}`],
  };
}

function pointerSteps(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

const kindNames: Readonly<Record<string, string>> = {
  object: 'a mapping',
  array: 'a list',
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: '`true` or `false`',
  null: 'null',
};

function kindName(type: unknown): string {
  const types = Array.isArray(type) ? type.map(String) : [String(type)];
  return types.map((each) => kindNames[each] ?? each).join(' or ');
}

function shown(value: Json | undefined): string {
  if (value === undefined || value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  return `\`${String(value)}\``;
}

function isShort(value: Json | undefined): boolean {
  return typeof value !== 'object' && String(value).length < 40;
}

/** What a setting is for, in brackets behind what to do about it. */
function meaning(schema: unknown): string {
  const { description } = (schema ?? {}) as { description?: string };
  return description === undefined ? '' : ` (${description})`;
}

/** Shares of rows may be written in per cent, which the schema does not see. */
function isShare(schema: unknown): boolean {
  return (schema as { exclusiveMaximum?: number } | undefined)?.exclusiveMaximum === 1;
}

const shareHint = 'Write a share such as `20%` or `0.2`';

function formHint(pattern: string): string {
  if (pattern.includes('\\d{4}-')) return 'Write a day as YYYY-MM-DD';
  return 'Use lower-case letters, digits and dashes, starting with a letter';
}
