import { asNumber } from '../../tables/column-stats.js';
import type { Database } from '../../tables/database.js';
import type { Sample } from './sample.js';

/**
 * The cell a value of a feature falls in, as SQL over the sample: a range of about equally many train rows for a
 * number, the value itself for anything else. NULL is a cell of its own.
 */
export async function cellOf(
  database: Database,
  { table }: Sample,
  { feature, cells }: { readonly feature: Sample['features'][number]; readonly cells: number },
): Promise<string> {
  const { as, type } = feature;
  if (type === 'category' || type === 'text' || type === 'boolean') return as;
  const value = asNumber(as, type);
  const fractions = Array.from({ length: cells - 1 }, (_, at) => (at + 1) / cells);
  const [row] = await database.rows<{ edges: readonly number[] | null }>(
    `SELECT quantile_disc(${value}, [${fractions.join(', ')}]::DOUBLE[]) AS edges FROM ${table} WHERE part = 0`,
  );
  const edges = [...new Set(row?.edges ?? [])].filter((edge) => Number.isFinite(edge));
  if (edges.length === 0) return `CASE WHEN ${as} IS NOT NULL THEN 0 END`;
  return `CASE WHEN ${as} IS NULL THEN NULL ELSE ${placeAmong(edges, value)} END`;
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
