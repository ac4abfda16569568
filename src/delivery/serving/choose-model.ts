import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { JsonObject } from '../../contracts/json.js';
import type { ModelHolder, ServedModel } from './model-holder.js';
import { noModel } from './refusal.js';

/** The models a server may ask: the one it serves, and those beside it. */
export interface Models {
  readonly main: ModelHolder;
  /** Answers a share of the keys. */
  readonly split?: { readonly models: ModelHolder; readonly share: number; readonly by: string };
  /** Is asked as well, and never answers. */
  readonly shadow?: ModelHolder;
}

/**
 * The model for a request. A key (a header, or a field of the first row) always gets the same one, on every worker and after
 * every restart; a request without a key gets the main one. Throws a `Refusal` of 503 when none is loaded.
 */
export function chooseModel(
  { main, split }: Models,
  request: FastifyRequest,
  rows: readonly unknown[],
): ServedModel {
  const other = split?.models.current;
  if (split !== undefined && other !== undefined) {
    const key = keyOf(split.by, request, rows);
    if (key !== undefined && placeOf(key) < split.share) return other;
  }
  if (main.current === undefined) throw noModel();
  return main.current;
}

function keyOf(
  by: string,
  { headers }: FastifyRequest,
  [first]: readonly unknown[],
): string | undefined {
  const header = headers[by.toLowerCase()];
  if (typeof header === 'string' && header !== '') return header;
  if (typeof first !== 'object' || first === null || !Object.hasOwn(first, by)) return undefined;
  const value = (first as JsonObject)[by];
  return value === null || typeof value === 'object' ? undefined : String(value);
}

/** Where a key lies between 0 and 1, evenly spread. */
export function placeOf(key: string): number {
  return createHash('sha256').update(key).digest().readUInt32BE(0) / 2 ** 32;
}
