import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import type { Json, JsonObject } from '../contracts/json.js';
import type { Problem } from '../errors/index.js';
import type { Path } from './project.js';

/** What `${env:NAME}` and `${file:PATH}` may look at. */
export interface ReferenceSource {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Folder that `${file:…}` is relative to. */
  readonly dir: string;
}

/** What a reference stood for. */
export interface Resolved {
  /** The whole string as written, such as `postgres://${env:USER}@db`. */
  readonly written: string;
  readonly value: string;
}

const reference = /\$\{(env|file):([^}:]+)(?::-([^}]*))?\}/g;

/**
 * Puts in what `${env:NAME}`, `${env:NAME:-default}` and `${file:PATH}` stand for, before the schema sees it. A
 * value that is one reference and nothing else takes the type YAML would give its text.
 */
export function resolveReferences(
  value: JsonObject,
  source: ReferenceSource,
  found: {
    readonly problem: (path: Path, problem: Omit<Problem, 'place'>) => void;
    readonly resolved: (resolved: Resolved) => void;
  },
): JsonObject {
  const visit = (item: Json, path: Path): Json => {
    if (typeof item === 'string') return resolveText(item, path);
    if (Array.isArray(item)) return item.map((each: Json, index) => visit(each, [...path, index]));
    if (typeof item !== 'object' || item === null) return item;
    const entries = Object.entries(item).map(([key, each]) => [key, visit(each, [...path, key])]);
    return Object.fromEntries(entries) as JsonObject;
  };
  const resolveText = (text: string, path: Path): Json => {
    const references = [...text.matchAll(reference)];
    if (references.length === 0) return text;
    const filled = references.reduce((before, [whole, kind = '', name = '', or]) => {
      const inside = kind === 'env' ? fromEnvironment(name, source) : fromFile(name, source);
      const result = inside ?? or;
      if (result === undefined) found.problem(path, missing(kind, name));
      return before.replace(whole, () => result ?? whole);
    }, text);
    found.resolved({ written: text, value: filled });
    return references[0]?.[0] === text ? scalar(filled) : filled;
  };
  return visit(value, []) as JsonObject;
}

function fromEnvironment(name: string, { environment }: ReferenceSource): string | undefined {
  return environment[name];
}

function fromFile(path: string, { dir }: ReferenceSource): string | undefined {
  try {
    return readFileSync(resolve(dir, path), 'utf8').replace(/\r?\n$/, '');
  } catch {
    return undefined; // Said by the caller, with its place.
  }
}

function missing(kind: string, name: string): Omit<Problem, 'place'> {
  return kind === 'env'
    ? {
        code: 'project/reference-missing',
        message: `The environment variable \`${name}\` is not set`,
        hints: [`Set it, or give a default: \`\${env:${name}:-value}\``],
      }
    : {
        code: 'project/reference-missing',
        message: `The file \`${name}\` cannot be read`,
        hints: ['Paths in `${file:…}` are relative to the project file'],
      };
}

/** The number, boolean or null that an unquoted scalar would be; anything else stays text. */
function scalar(text: string): Json {
  if (!/^(?:-?\d[\d.eE+-]*|true|false|null)$/.test(text)) return text;
  const value: unknown = parse(text);
  return typeof value === 'object' && value !== null ? text : (value as Json);
}
