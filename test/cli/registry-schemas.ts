import type { JSONSchema } from 'json-schema-to-ts';
import {
  boolean,
  fingerprint,
  listOf,
  number,
  object,
  orNull,
  type Properties,
  record,
  text,
} from './schema-shapes.js';

const key = record({ name: text, keyId: fingerprint, own: boolean, pem: text });
const registered: Properties = {
  ...{ name: text, version: text, fingerprint, added: text, metrics: object },
};
const registeredOptional: Properties = {
  ...{ note: text, signer: fingerprint },
  collected: record({ at: text, by: text }),
};

/** Outputs about keys, signed packages and the registry. */
export const registrySchemas: Readonly<Record<string, JSONSchema>> = {
  'mlx.keys/1': record({ folder: text, keys: listOf(key) }),
  'mlx.key/1': key,
  'mlx.package-verify/1': record({
    ...{ package: text, version: text, fingerprint, files: number, golden: number },
    largestDifference: number,
    signer: orNull(record({ keyId: fingerprint, trusted: boolean }, { name: text })),
  }),
  'mlx.registry/1': record({
    ...{ place: text, aliases: object },
    versions: listOf(
      record({ ...registered, aliases: listOf(text), tags: listOf(text) }, registeredOptional),
    ),
  }),
  'mlx.registry-show/1': record(
    { ...registered, aliases: listOf(text), tags: listOf(text) },
    {
      ...registeredOptional,
      ...{ family: text, project: text, mlx: text, parent: text, run: text },
      requirements: listOf(record({ requirement: text, passed: boolean }, { value: number })),
      lineage: record({ stages: object, sources: object }, { parent: object, sample: text }),
    },
  ),
  'mlx.registry-history/1': record({
    moves: listOf(
      record(
        { alias: text, move: number, at: text, by: text, why: text, from: orNull(text), to: text },
        { rollback: boolean },
      ),
    ),
  }),
  'mlx.registry-promote/1': record({ alias: text, from: orNull(text), to: text, moved: boolean }),
  'mlx.registry-diff/1': record({
    ...{ before: text, now: text, same: boolean },
    differences: listOf(
      record({ kind: text, name: text, before: text, now: text }, { change: number }),
    ),
  }),
  'mlx.registry-label/1': record({ version: text, tags: listOf(text) }, { note: text }),
  'mlx.registry-version/1': record({ name: text, version: text, fingerprint }),
  'mlx.registry-push/1': record({
    ...{ name: text, url: text, experiment: text, run: text, model: text },
    modelVersion: orNull(text),
    ...{ artifacts: number, known: boolean, aliases: listOf(text) },
  }),
  'mlx.registry-gc/1': record(
    {
      dryRun: boolean,
      versions: listOf(
        record({ name: text, bytes: number, needed: listOf(text), removed: boolean }),
      ),
    },
    { unfinished: number },
  ),
};
