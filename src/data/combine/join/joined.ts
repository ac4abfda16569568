import { wholeFigure } from '../../../contracts/figure.js';
import type { Cell } from '../../tables/database.js';
import { rowCount } from '../rows/in-words.js';
import { hasKey, type KeyPair, shownKey } from '../rows/keys.js';
import { columnOf, type Rows, type RowsColumn } from '../rows/rows.js';
import { shownCell } from '../rows/shown-cell.js';
import { countRows, type KeptRows, keepRows, type Workshop } from '../rows/workshop.js';
import { broughtColumns, type JoinSettings } from './join-settings.js';

/** Two sides to be joined. */
export interface Sides {
  readonly left: Rows;
  readonly right: Rows;
  readonly pairs: readonly KeyPair[];
}

interface Joining extends Sides {
  readonly settings: JoinSettings;
  readonly shop: Workshop;
  /** The rows `l` and `r` of both sides side by side, in SQL fit to stand after FROM. */
  readonly joined: string;
}

/** Writes down joined rows, in the order of the left and then of the right, and says how many found a match. */
export async function keepJoined(joining: Joining): Promise<Rows> {
  const cells = cellsOf(joining);
  const named = cells.map(({ cell }, index) => `${cell} AS c${index}`);
  const kept = await keepRows(joining.shop, {
    columns: cells.map(({ column }) => column),
    query: `SELECT ${['coalesce(l.origin, r.origin) AS origin', ...named, 'l.row AS l', 'r.row AS r'].join(', ')}
      FROM ${joining.joined} ORDER BY l.row NULLS LAST, r.row`,
  });
  await tell(kept, joining);
  return kept;
}

interface ResultCell {
  readonly column: RowsColumn;
  /** In SQL, over the sides `l` and `r`. */
  readonly cell: string;
}

/** Every column of the left, then what comes along from the right. */
function cellsOf({ settings, left, right, pairs }: Joining): readonly ResultCell[] {
  const own = left.columns.map((column, index): ResultCell => {
    const cell = `l.c${index}`;
    const key = pairs.find(({ names }) => names[0] === column.name);
    if (settings.how !== 'full' || key === undefined) return { column, cell };
    return fromEither({ column, cell }, columnOf(right, key.names[1]));
  });
  const there = right.columns.map(({ name }) => name);
  const brought = broughtColumns(settings, there).map(({ name, as }): ResultCell => {
    const { type, cell } = columnOf(right, name);
    return { column: { name: as, type }, cell: `r.${cell}` };
  });
  return [...own, ...brought];
}

/** In a full join a key comes from the side that has the row; of a whole number and another, both become numbers. */
function fromEither(
  { column, cell }: ResultCell,
  other: RowsColumn & { readonly cell: string },
): ResultCell {
  const numeric = column.type === 'integer' || column.type === 'number';
  if (column.type === other.type || !numeric) {
    return { column, cell: `coalesce(${cell}, r.${other.cell})` };
  }
  const sides = [cell, `r.${other.cell}`].map((side) => `CAST(${side} AS DOUBLE)`);
  return { column: { ...column, type: 'number' }, cell: `coalesce(${sides.join(', ')})` };
}

async function tell(kept: KeptRows, joining: Joining): Promise<void> {
  const { left, right, settings, shop } = joining;
  const before = await countRows(shop.bench, left.relation);
  const there = await countRows(shop.bench, right.relation);
  const [row] = await shop.bench.database.rows<{ left: number; right: number }>(
    `SELECT count(DISTINCT l) FILTER (r IS NOT NULL) AS left, count(DISTINCT r) FILTER (l IS NOT NULL) AS right
     FROM ${kept.written}`,
  );
  const { left: matched, right: used } = row ?? { left: 0, right: 0 };
  shop.note(
    `${shop.label}: ${rowCount(before)} → ${rowCount(kept.count)}; ${wholeFigure(matched)} have a match, ${fateOf(there - used, settings)}`,
  );
  if (before > 0 && matched * 100 < before) await warnOfMismatch(joining, matched, before);
}

function fateOf(unused: number, { how, join }: JoinSettings): string {
  if (unused === 0) return `every row of ${join} is used`;
  return `${rowCount(unused)} of ${join} without one ${unused === 1 ? 'is' : 'are'} ${how === 'full' ? 'added' : 'left out'}`;
}

async function warnOfMismatch(joining: Joining, matched: number, rows: number): Promise<void> {
  const { left, right, pairs, shop, settings } = joining;
  const sides = [
    [left, pairs.map((pair) => pair.left)],
    [right, pairs.map((pair) => pair.right)],
  ] as const;
  const [here, there] = await Promise.all(sides.map((side) => exampleOf(...side, shop)));
  const names = pairs.flatMap((pair) => pair.names);
  const shown = (key: string): string => shownCell(key, names, shop.bench);
  const examples =
    pairs.length === 0 || here === undefined || there === undefined
      ? ''
      : `; keys here are such as ${shown(here)}, in ${settings.join} such as ${shown(there)}`;
  const few =
    matched === 0 ? 'no row has' : `only ${wholeFigure(matched)} of ${rowCount(rows)} have`;
  shop.warn(`${shop.label}: ${few} a match${examples}`);
}

async function exampleOf(
  rows: Rows,
  cells: readonly string[],
  { bench }: Workshop,
): Promise<string | undefined> {
  const [row] = await bench.database.rows<Record<string, Cell>>(
    `SELECT ${shownKey(cells)} AS value FROM ${rows.relation} WHERE ${hasKey(cells)} LIMIT 1`,
  );
  return row === undefined ? undefined : String(row['value']);
}
