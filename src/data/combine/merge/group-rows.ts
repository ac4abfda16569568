import { parquetRows } from '../../tables/sql.js';
import { listOf } from '../combine-verb.js';
import { hasKey } from '../rows/keys.js';
import type { Rows, RowsColumn } from '../rows/rows.js';
import type { Stack } from '../rows/stack-rows.js';
import { type Workshop, writeAside } from '../rows/workshop.js';
import type { MergeSettings } from './merge-settings.js';

/** Rows to be merged, those of a key next to each other. */
export interface GroupedRows {
  readonly columns: readonly RowsColumn[];
  readonly file: string;
  /**
   * In SQL fit to stand after FROM: `gid` (the same for all rows of a key, rising in the order in which keys first
   * appear), `pos` (unique, in the order of sources and rows), `src` (the number of the source), `origin`, `c0`, `c1`, …
   */
  readonly relation: string;
  /** Numbers of the key columns. */
  readonly keys: readonly number[];
}

/** Everything a merge works with. */
export interface Merging {
  /** What is merged, in the order of precedence. */
  readonly all: readonly Rows[];
  readonly settings: MergeSettings;
  readonly shop: Workshop;
}

/** Sorts stacked rows by key. A row without a key is a group of its own. */
export async function groupRows(
  { relation, columns }: Stack,
  { settings, shop }: Merging,
): Promise<GroupedRows> {
  const keys = listOf(settings.on).map((on) => columns.findIndex(({ name }) => name === on));
  const cells = keys.map((index) => `c${index}`);
  const positioned = `(SELECT *, (CAST(src AS BIGINT) << 40) + row AS pos FROM ${relation})`;
  const firsts = await writeAside(
    shop,
    `SELECT ${[...cells, 'min(pos) AS gid'].join(', ')} FROM ${positioned}
     WHERE ${hasKey(cells)} GROUP BY ${cells.join(', ')}`,
  );
  const equal = cells.map((cell) => `s.${cell} = f.${cell}`).join(' AND ');
  const all = columns.map((_, index) => `s.c${index}`);
  const file = await writeAside(
    shop,
    `SELECT ${['coalesce(f.gid, s.pos) AS gid', 's.pos', 's.src', 's.origin', ...all].join(', ')}
     FROM ${positioned} AS s LEFT JOIN ${parquetRows(firsts)} AS f ON ${equal} ORDER BY 1, 2`,
  );
  return { columns, file, relation: parquetRows(file), keys };
}
