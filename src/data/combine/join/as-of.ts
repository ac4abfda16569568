import type { ColumnType } from '../../../contracts/table.js';
import { MlxError } from '../../../errors/index.js';
import { parquetRows } from '../../tables/sql.js';
import { rowCount } from '../rows/in-words.js';
import { hasKey } from '../rows/keys.js';
import { columnOf, type Rows, type RowsColumn } from '../rows/rows.js';
import { countRows, type Workshop, writeAside } from '../rows/workshop.js';
import { type JoinSettings, timesOf } from './join-settings.js';
import type { Sides } from './joined.js';
import { parseTolerance } from './tolerance.js';

/**
 * For every row of the left the row of the right that holds at its time, as pairs of row numbers `l` and `r` in a
 * relation, in SQL. Of several rows with the same key and time the last in order holds, and a warning says so.
 */
export async function asOfPairs(
  settings: JoinSettings,
  sides: Sides,
  shop: Workshop,
): Promise<string> {
  const [here, there] = timesOf(settings) ?? ['', ''];
  const [left, right] = [columnOf(sides.left, here), columnOf(sides.right, there)];
  if (!areComparable(left.type, right.type)) throw differentTimes(left, right, sides.right);
  const tolerance = toleranceFor(left.type, settings);
  const keys = sides.pairs.map((_, index) => `k${index}`);
  const known = [...keys, 't'];
  const one = timed(sides.left, { keys: sides.pairs.map((pair) => pair.left), time: left });
  const all = timed(sides.right, { keys: sides.pairs.map((pair) => pair.right), time: right });
  const last = parquetRows(
    await writeAside(
      shop,
      `SELECT ${[...known, 'max(row) AS row'].join(', ')} FROM ${all} GROUP BY ${known.join(', ')}`,
    ),
  );
  await warnOfTies({ all, last, called: sides.right.called }, shop);
  const on = keys.map((key) => `l.${key} = r.${key}`);
  const query = pairQuery(settings.direction, { left: one, right: last, on, tolerance });
  return parquetRows(await writeAside(shop, query));
}

/** Rows that have a key and a time: their number, `k0`, `k1`, … and `t`. */
function timed(
  rows: Rows,
  { keys, time }: { keys: readonly string[]; time: RowsColumn & { readonly cell: string } },
): string {
  const asNumber =
    time.type === 'timestamp' ? `epoch_us(${time.cell})` : `CAST(${time.cell} AS DOUBLE)`;
  const cells = ['row', ...keys.map((key, index) => `${key} AS k${index}`), `${asNumber} AS t`];
  const known = [...keys.map((_, index) => `k${index}`), 't'];
  return `(SELECT * FROM (SELECT ${cells.join(', ')} FROM ${rows.relation}) WHERE ${hasKey(known)})`;
}

interface PairRequest {
  readonly left: string;
  readonly right: string;
  readonly on: readonly string[];
  /** In microseconds, or in the unit of numeric times. */
  readonly tolerance: number | undefined;
}

function pairQuery(direction: JoinSettings['direction'], request: PairRequest): string {
  const before = oneWay('l.t >= r.t', 'l.t - r.t', request);
  if (direction === 'before') return before;
  const after = oneWay('l.t <= r.t', 'r.t - l.t', request);
  if (direction === 'after') return after;
  // When both are as near, the earlier holds: it was known at the time.
  return `SELECT coalesce(b.l, a.l) AS l, CASE WHEN b.r IS NULL OR a.far < b.far THEN a.r ELSE b.r END AS r
    FROM (${before}) AS b FULL JOIN (${after}) AS a ON a.l = b.l`;
}

function oneWay(
  comparison: string,
  far: string,
  { left, right, on, tolerance }: PairRequest,
): string {
  const near = tolerance === undefined ? 'true' : `far <= ${tolerance}`;
  return `SELECT l, r, far FROM (SELECT l.row AS l, r.row AS r, ${far} AS far FROM ${left} AS l
    ASOF JOIN ${right} AS r ON ${[...on, comparison].join(' AND ')}) WHERE ${near}`;
}

async function warnOfTies(
  tied: { readonly all: string; readonly last: string; readonly called: string },
  { bench, label, warn }: Workshop,
): Promise<void> {
  const ties = (await countRows(bench, tied.all)) - (await countRows(bench, tied.last));
  if (ties === 0) return;
  warn(
    `${label}: ${rowCount(ties)} of ${tied.called} ${ties === 1 ? 'has' : 'have'} the key and time of a later row, which holds`,
  );
}

function areComparable(one: ColumnType, other: ColumnType): boolean {
  const numeric = (type: ColumnType): boolean => type === 'integer' || type === 'number';
  return (one === 'timestamp' && other === one) || (numeric(one) && numeric(other));
}

function differentTimes(left: RowsColumn, right: RowsColumn, { called }: Rows): MlxError {
  return new MlxError(
    'combine/key-types',
    `Times cannot be compared: \`${left.name}\` is of type ${left.type}, \`${right.name}\` of ${called} is of type ${right.type}`,
    {
      hints: [
        'Name columns that are both timestamps (ISO dates and times), or both numbers',
        'Give them the type under `ingest.columns`, such as `at: timestamp`',
      ],
    },
  );
}

function toleranceFor(type: ColumnType, { tolerance }: JoinSettings): number | undefined {
  const parsed = parseTolerance(tolerance) ?? undefined;
  if (parsed === undefined || (parsed.kind === 'time') === (type === 'timestamp')) {
    return parsed?.amount;
  }
  const [are, instead] =
    type === 'timestamp'
      ? ['timestamps', 'a length of time such as `7d`']
      : ['numbers', 'a plain number'];
  throw new MlxError(
    'combine/bad-setting',
    `\`tolerance: ${tolerance ?? ''}\` does not suit times that are ${are}`,
    { hints: [`Write ${instead}`] },
  );
}
