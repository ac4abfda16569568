import type { Batch } from '../../contracts/batch.js';
import type { JsonObject } from '../../contracts/json.js';
import type { RowProblem, Signature } from '../../contracts/model.js';

/** Rows as a client sent them, as the columns of its signature; or everything that is wrong with them. */
export type RowReader = (
  rows: readonly JsonObject[],
  signature: Signature,
) => Batch | { readonly problems: readonly RowProblem[] };

/** The rows in a body: one row, a list of rows, or `{ rows }` when the model has no field of that name. */
export function rowsIn(body: unknown, signature: Signature): readonly unknown[] {
  if (Array.isArray(body)) return body;
  if (typeof body !== 'object' || body === null) return [body];
  const wrapped = 'rows' in body && !signature.inputs.some(({ name }) => name === 'rows');
  return wrapped && Array.isArray(body.rows) ? body.rows : [body];
}

/** The rows of a request as columns, or its problems. */
export function readRows(
  rows: readonly unknown[],
  signature: Signature,
  toBatch: RowReader,
): ReturnType<RowReader> {
  const problems = rows.flatMap((row, index): RowProblem[] =>
    isObject(row) ? [] : [{ row: index, field: '', expected: 'an object', found: kindOf(row) }],
  );
  return problems.length > 0 ? { problems } : toBatch(rows as readonly JsonObject[], signature);
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (value === undefined) return 'nothing';
  return value === null ? 'null' : `a ${typeof value}`;
}
