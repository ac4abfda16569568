import { parse } from 'yaml';
import type { Json, JsonObject } from '../contracts/json.js';
import { MlxError } from '../errors/index.js';

/**
 * Reads `a.b.c=value` into `{ a: { b: { c: value } } }`. The value is YAML, so `3`, `true` and `[64, 32]` have
 * their types. A key with a dot in it stands in double quotes: `tune.search."candidates.net.dropout"=[0,0.2]`.
 */
export function parseAssignment(assignment: string): JsonObject {
  const keys: string[] = [];
  const step = /"([^"]+)"|([^."=]+)/y;
  let at = 0;
  for (;;) {
    step.lastIndex = at;
    const found = step.exec(assignment);
    if (found === null) throw unreadable(assignment);
    keys.push((found[1] ?? found[2] ?? '').trim());
    at = step.lastIndex;
    const separator = assignment[at];
    at += 1;
    if (separator === '=') break;
    if (separator !== '.') throw unreadable(assignment);
  }
  const value = readValue(assignment, assignment.slice(at));
  return keys.reduceRight<Json>((inner, key) => ({ [key]: inner }), value) as JsonObject;
}

function readValue(assignment: string, text: string): Json {
  try {
    return (parse(text) ?? null) as Json;
  } catch (cause) {
    throw new MlxError('usage/bad-option', `\`--set ${assignment}\`: the value is not YAML`, {
      hints: ['Put the value in quotes'],
      cause,
    });
  }
}

function unreadable(assignment: string): MlxError {
  return new MlxError('usage/bad-option', `\`--set ${assignment}\` cannot be read`, {
    hints: ['Write it as `--set train.select=f1`: the path of a setting, `=`, its value'],
  });
}
