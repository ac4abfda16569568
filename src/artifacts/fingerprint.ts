import { createHash } from 'node:crypto';
import type { Json } from '../contracts/json.js';

/** Identifies an artifact by everything that went into making it: 64 hexadecimal digits. */
export type Fingerprint = string & { readonly brand: unique symbol };

/** All meaningful inputs of a stage. What is not in here cannot change its artifact. */
export interface FingerprintParts {
  readonly stage: string;
  /** The stage's own version: a release that computes differently must not reuse old artifacts. */
  readonly version: number;
  /** All the stage may see of the project. */
  readonly settings: Json;
  /** Fingerprint of each stage this one reads. */
  readonly inputs: Readonly<Record<string, Fingerprint>>;
  /** SHA-256 of each outside file the stage reads, by its path in the project; for a service, what tells its data's state. */
  readonly files: Readonly<Record<string, string>>;
}

/** SHA-256 over the canonical form of the parts: key order in the YAML does not matter. */
export function fingerprintOf(parts: FingerprintParts): Fingerprint {
  const { stage, version, settings, inputs, files } = parts;
  const text = canonicalJson({ stage, version, settings, inputs, files });
  return createHash('sha256').update(text).digest('hex') as Fingerprint;
}

/** JSON with keys in code-unit order and no spaces: equal values give equal text. */
export function canonicalJson(value: Json): string {
  return JSON.stringify(canonical(value));
}

/** The same value with the keys of every object in code-unit order. */
export function canonical(value: Json): Json {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const sorted = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([key, item]) => [key, canonical(item)]));
}
