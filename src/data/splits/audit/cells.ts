import { type Column, isWritten } from '../../../contracts/table.js';
import { asNumber } from '../../tables/column-stats.js';
import type { Database } from '../../tables/database.js';
import type { Sample } from './sample.js';

/** Features one statement asks about: a statement about very many takes long to plan. */
export const featuresAtOnce = 25;

/**
 * The cell a value of each feature falls in, as SQL over the sample: a range of about equally many train rows for a
 * number, the value itself for anything else. NULL is a cell of its own.
 */
export async function cellsOf(
  database: Database,
  { table }: Sample,
  { features, cells }: { readonly features: Sample['features']; readonly cells: number },
): Promise<readonly string[]> {
  const fractions = Array.from({ length: cells - 1 }, (_, at) => (at + 1) / cells);
  const lines = features.filter(({ type }) => !hasValues(type));
  const asked = lines.map(
    ({ as, type }) => `${quantilesOf(asNumber(as, type), fractions)} AS ${as}`,
  );
  const [row = {}] =
    asked.length === 0
      ? []
      : await database.rows<Record<string, readonly number[] | null>>(
          `SELECT ${asked.join(', ')} FROM ${table} WHERE part = 0`,
        );
  return features.map(({ as, type }) => {
    if (hasValues(type)) return as;
    const edges = [...new Set(row[as] ?? [])].filter((edge) => Number.isFinite(edge));
    if (edges.length === 0) return `CASE WHEN ${as} IS NOT NULL THEN 0 END`;
    return `CASE WHEN ${as} IS NULL THEN NULL ELSE ${placeAmong(edges, asNumber(as, type))} END`;
  });
}

function hasValues(type: Column['type']): boolean {
  return isWritten(type) || type === 'boolean';
}

/**
 * What `quantile_disc` gives, in SQL: of many fractions it costs a fraction to sort once, where the function looks
 * through the rest of the values for each.
 */
function quantilesOf(value: string, fractions: readonly number[]): string {
  const sorted = `list_sort(list(${value}) FILTER (${value} IS NOT NULL))`;
  const place = 'greatest(1, s.n - CAST(floor(s.n - f * s.n) AS BIGINT))';
  const places = `list_transform([${fractions.join(', ')}]::DOUBLE[], lambda f: ${place})`;
  return `list_transform([{'v': ${sorted}, 'n': count(${value})}], lambda s: list_select(s.v, ${places}))[1]`;
}

/** How many of the edges, which ascend, are below a value: found by halving, as there may be many edges and rows. */
function placeAmong(edges: readonly number[], value: string, below = 0): string {
  const half = edges.length >> 1;
  const edge = edges[half];
  if (edge === undefined) return `${below}`;
  const left = placeAmong(edges.slice(0, half), value, below);
  const right = placeAmong(edges.slice(half + 1), value, below + half + 1);
  return `CASE WHEN ${value} <= '${edge}'::DOUBLE THEN ${left} ELSE ${right} END`;
}
