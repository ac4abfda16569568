import type { Vector } from '../../contracts/batch.js';
import { quantilesOf } from '../metrics/evaluation/quantiles.js';

/** What holds in a slice: a value (null is missing), or a number that is above one bound and at most another. */
export type Condition =
  | { readonly column: string; readonly is: string | number | null }
  | { readonly column: string; readonly above?: number; readonly upTo?: number };

/** A condition with the rows in which it holds. */
export interface Literal {
  readonly condition: Condition;
  /** 1 where it holds. */
  readonly holds: Uint8Array;
  readonly rows: number;
}

/** Most names of a column, the most frequent. */
const mostNames = 20;
const cuts = [0.1, 0.25, 0.5, 0.75, 0.9];

/** Conditions on one column that hold in at least `least` rows, and in fewer than all but `least`. */
export function literalsOf(column: string, vector: Vector, least: number): readonly Literal[] {
  const conditions =
    vector.kind === 'string'
      ? nameConditions(column, vector.values)
      : vector.kind === 'number'
        ? numberConditions(column, vector.values)
        : [];
  return conditions
    .map((condition) => literal(condition, vector))
    .filter(({ rows, holds }) => rows >= least && holds.length - rows >= least);
}

function nameConditions(column: string, values: readonly (string | null)[]): Condition[] {
  const counts = new Map<string | null, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts]
    .sort(([a, x], [b, y]) => y - x || ((a ?? '') < (b ?? '') ? -1 : 1))
    .slice(0, mostNames)
    .map(([is]) => ({ column, is }));
}

/** Few different numbers are values; many are cut at quantiles, to both sides and in between. */
function numberConditions(column: string, values: Float64Array): Condition[] {
  const known = values.filter(Number.isFinite).sort();
  const missing: Condition[] = known.length < values.length ? [{ column, is: null }] : [];
  const distinct = new Set(known);
  if (distinct.size <= 8) return [...missing, ...[...distinct].map((is) => ({ column, is }))];
  const bounds = [...new Set(quantilesOf(known, cuts))];
  return [
    ...missing,
    ...bounds.map((upTo) => ({ column, upTo })),
    ...bounds.map((above) => ({ column, above })),
    ...bounds.slice(1).map((upTo, at) => ({ column, above: bounds[at] as number, upTo })),
  ];
}

function literal(condition: Condition, { values }: Vector): Literal {
  const test = testOf(condition);
  const holds = Uint8Array.from(values as ArrayLike<unknown>, (value) => Number(test(value)));
  return { condition, holds, rows: holds.reduce((sum, each) => sum + each, 0) };
}

function testOf(condition: Condition): (value: unknown) => boolean {
  if ('is' in condition) {
    const { is } = condition;
    return is === null ? (value) => value === null || Number.isNaN(value) : (value) => value === is;
  }
  const { above = -Infinity, upTo = Infinity } = condition;
  return (value) => (value as number) > above && (value as number) <= upTo;
}
