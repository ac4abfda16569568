import type { Draft } from '../draft.js';
import type { Database } from '../tables/database.js';
import { identifier } from '../tables/sql.js';
import type { Blaming, Count } from './count-broken.js';
import type { Example } from './finding.js';
import { placeIn, segmentsOf } from './row-places.js';
import { hidden } from './write-aside.js';

/** The first rows that break each check, with the values to blame and where they stand. */
export async function examplesOf(
  database: Database,
  draft: Draft,
  {
    checks,
    counts,
    secret: hiddenNames,
  }: {
    readonly checks: readonly Blaming[];
    readonly counts: readonly Count[];
    readonly secret: ReadonlySet<string>;
  },
): Promise<readonly (readonly Example[])[]> {
  const rows = [...new Set(counts.flatMap(({ first }) => first))].toSorted((a, b) => a - b);
  if (rows.length === 0) return checks.map(() => []);
  const secret = withMisfits(hiddenNames, draft);
  const shown = [...new Set(checks.flatMap(({ check }) => check.shows))];
  const cells = await cellsOf(database, draft.relation, {
    rows,
    shown: shown.filter((name) => !secret.has(name)),
  });
  const list = { count: rows.length, rowAt: (at: number) => Promise.resolve(rows[at] ?? 0) };
  const segments = await segmentsOf(list, draft);
  return checks.map(({ check }, at) =>
    (counts[at]?.first ?? []).map((row) => ({
      row,
      values: check.shows.map((name) =>
        secret.has(name) ? hidden : (cells.get(row)?.get(name) ?? 'empty'),
      ),
      place: placeIn(segments, row) ?? { file: `row ${row + 1}` },
    })),
  );
}

/** The cells kept aside of a column that must not be shown are no more to be shown than it. */
function withMisfits(secret: ReadonlySet<string>, { misfits }: Draft): ReadonlySet<string> {
  const kept = [...(misfits ?? [])].flatMap(([name, column]) => (secret.has(name) ? [column] : []));
  return new Set([...secret, ...kept]);
}

async function cellsOf(
  database: Database,
  relation: string,
  { rows, shown }: { readonly rows: readonly number[]; readonly shown: readonly string[] },
): Promise<ReadonlyMap<number, ReadonlyMap<string, string>>> {
  const columns = shown.map((name, at) => `CAST(${identifier(name)} AS VARCHAR) AS v${at}`);
  const found = await database.rows<Record<string, string | number | null>>(
    `SELECT ${['__row', ...columns].join(', ')} FROM ${relation}
     WHERE list_contains([${rows.join(', ')}]::BIGINT[], __row)`,
  );
  return new Map(
    found.map((row) => {
      const entries = shown.flatMap((name, at) => {
        const value = row[`v${at}`];
        return typeof value === 'string' ? [[name, value] as const] : [];
      });
      return [Number(row['__row']), new Map(entries)] as const;
    }),
  );
}
