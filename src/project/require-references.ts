import type { Json, JsonObject } from '../contracts/json.js';
import type { Complaint } from './describe-problem.js';
import { isObject } from './short-forms.js';

/** Reports every key of the privacy block that stands there in clear: the file is committed, and records show it. */
export function requireReferences(
  settings: JsonObject,
  isReference: (text: string) => boolean,
  report: (complaint: Complaint) => void,
): void {
  const privacy = at(settings, ['ingest', 'privacy']);
  const columns = at(privacy, ['columns']);
  const keys = Object.keys(isObject(columns) ? columns : {}).map((name) => [
    'columns',
    name,
    'key',
  ]);
  for (const path of [...keys, ['erasure_key']]) {
    const value = at(privacy, path);
    if (typeof value !== 'string' || isReference(value)) continue;
    report({
      code: 'privacy/clear-key',
      path: ['ingest', 'privacy', ...path],
      message: 'The key stands in the project file',
      hints: ['Give it by reference: `${env:NAME}` or `${file:PATH}`'],
    });
  }
}

function at(value: Json | undefined, path: readonly string[]): Json | undefined {
  let inner = value;
  for (const step of path) inner = isObject(inner) ? inner[step] : undefined;
  return inner;
}
