import { wholeFigure } from '../../../contracts/figure.js';
import { MlxError } from '../../../errors/index.js';
import { storageOf } from '../../tables/cell-types.js';
import { parquetRows } from '../../tables/sql.js';
import { rowCount } from '../rows/in-words.js';
import { hasKey, shownKey } from '../rows/keys.js';
import { columnOf, type Rows } from '../rows/rows.js';
import { countRows, keepRows, type Workshop, writeAside } from '../rows/workshop.js';
import type { Records } from './records.js';

/**
 * The table after all records. Of a key the last record decides whether there is a row; each of its values is the last one
 * a record spoke of since the row was created, else the one the table had. Changed rows keep their place, new ones
 * follow in the order of their creation. Throws `combine/key-repeats` when a key names several rows.
 */
export async function applyRecords(
  records: Records,
  table: Rows | undefined,
  shop: Workshop,
): Promise<Rows> {
  if (table !== undefined) await refuseRepeatedKeys(records, table, shop);
  const { columns } = records;
  const outcomes = await outcomesOf(records, shop);
  const news = `SELECT ${['o.origin', ...columns.map((_, index) => `o.v${index} AS c${index}`)].join(', ')}
    FROM ${outcomes.relation} AS o ${table === undefined ? '' : `ANTI JOIN ${table.relation} AS t ON ${outcomes.keyed(table)}`}
    WHERE o.last > o.gone ORDER BY o.since`;
  const queries = table === undefined ? [news] : [remaining(records, table, outcomes), news];
  const kept = await keepRows(shop, { columns, query: queries });
  await tell({ records, table, outcomes, after: kept.count }, shop);
  return kept;
}

/** What became of every key that records speak of. */
interface Outcomes {
  /**
   * In SQL fit to stand after FROM: the last values as `v0`, … and whether there are any as `h0`, …, `last` (the number of
   * the last record), `gone` (of the last delete, -1 for none), `since` and `first` (number and kind of the first record
   * of the row there is now), `origin`.
   */
  readonly relation: string;
  /** The last record that emptied the table, -1 for none. */
  readonly emptied: number;
  /** Whether a row of the table (`t`) has the key of an outcome (`o`), in SQL. */
  readonly keyed: (table: Rows) => string;
}

async function outcomesOf({ columns, relation, keys }: Records, shop: Workshop): Promise<Outcomes> {
  const [row] = await shop.bench.database.rows<{ emptied: number | null }>(
    `SELECT max(seq) AS emptied FROM ${relation} WHERE op = 't'`,
  );
  const emptied = row?.emptied ?? -1;
  const cells = keys.map((key) => `v${key}`);
  const ends = await writeAside(
    shop,
    `SELECT ${cells.join(', ')}, max(seq) AS last,
       greatest(coalesce(max(seq) FILTER (op = 'd'), -1), ${emptied}) AS gone
     FROM ${relation} WHERE op <> 't' GROUP BY ${cells.join(', ')}`,
  );
  const values = columns.flatMap((_, index) => {
    if (keys.includes(index)) return [`any_value(r.v${index}) AS v${index}`, `true AS h${index}`];
    const counts = `FILTER (r.p${index} AND r.seq > e.gone)`;
    return [
      `arg_max_null(r.v${index}, r.seq) ${counts} AS v${index}`,
      `count(*) ${counts} > 0 AS h${index}`,
    ];
  });
  const equal = cells.map((cell) => `r.${cell} = e.${cell}`).join(' AND ');
  const file = await writeAside(
    shop,
    `SELECT ${values.join(', ')}, e.last, e.gone, arg_max(r.origin, r.seq) AS origin,
       min(r.seq) FILTER (r.seq > e.gone) AS since, arg_min(r.op, r.seq) FILTER (r.seq > e.gone) AS first
     FROM ${relation} AS r JOIN ${parquetRows(ends)} AS e ON ${equal}
     WHERE r.op <> 't' GROUP BY ${cells.map((cell) => `e.${cell}`).join(', ')}, e.last, e.gone`,
  );
  const names = keys.map((key) => columns[key]?.name ?? '');
  return {
    relation: parquetRows(file),
    emptied,
    keyed: (table) =>
      names
        .map((name, at) => `t.${columnOf(table, name).cell} = o.v${keys[at] ?? 0}`)
        .join(' AND '),
  };
}

/** The rows of the table that are still there, with their new values, in SQL. */
function remaining(
  { columns }: Records,
  table: Rows,
  { relation, emptied, keyed }: Outcomes,
): string {
  const cells = columns.map(({ name, type }, index) => {
    const own = table.columns.findIndex((column) => column.name === name);
    const before = own < 0 ? 'NULL' : `CASE WHEN coalesce(o.gone, -1) < 0 THEN t.c${own} END`;
    return `CAST(CASE WHEN coalesce(o.h${index}, false) THEN o.v${index} ELSE ${before} END AS ${storageOf(type)}) AS c${index}`;
  });
  const untouched = emptied < 0 ? 'o.last IS NULL OR ' : '';
  return `SELECT ${['coalesce(o.origin, t.origin) AS origin', ...cells].join(', ')}
    FROM ${table.relation} AS t LEFT JOIN ${relation} AS o ON ${keyed(table)}
    WHERE ${untouched}o.last > o.gone ORDER BY t.row`;
}

async function refuseRepeatedKeys(
  { columns, keys }: Records,
  table: Rows,
  { bench, label, placeOf }: Workshop,
): Promise<void> {
  const cells = keys.map((key) => columnOf(table, columns[key]?.name ?? '').cell);
  const [first] = await bench.database.rows<{ shown: string; rows: number; origin: number }>(
    `SELECT ${shownKey(cells)} AS shown, count(*) AS rows, arg_min(origin, row) AS origin
     FROM ${table.relation} WHERE ${hasKey(cells)} GROUP BY ${cells.join(', ')}
     HAVING count(*) > 1 ORDER BY min(row) LIMIT 1`,
  );
  if (first === undefined) return;
  throw new MlxError(
    'combine/key-repeats',
    `${label}: the key must name one row, but ${rowCount(first.rows)} have \`${first.shown}\``,
    {
      place: await placeOf(first.origin),
      hints: ['Name a key that is unique', 'Or keep one row of each key before, with `dedupe`'],
    },
  );
}

interface Applied {
  readonly records: Records;
  readonly table: Rows | undefined;
  readonly outcomes: Outcomes;
  readonly after: number;
}

async function tell(
  { records, table, outcomes, after }: Applied,
  { bench, label, note, warn }: Workshop,
): Promise<void> {
  const told = await countRows(bench, records.relation);
  const before = table === undefined ? 0 : await countRows(bench, table.relation);
  const joined =
    table === undefined
      ? `(SELECT *, false AS known FROM ${outcomes.relation})`
      : `(SELECT o.*, t.row IS NOT NULL AS known FROM ${outcomes.relation} AS o LEFT JOIN ${table.relation} AS t ON ${outcomes.keyed(table)})`;
  const [row] = await bench.database.rows<Record<'added' | 'changed' | 'strange', number>>(
    `SELECT count(*) FILTER (last > gone AND NOT known) AS added, count(*) FILTER (last > gone AND known) AS changed,
       count(*) FILTER (last > gone AND NOT known AND first = 'u') AS strange FROM ${joined}`,
  );
  const { added, changed, strange } = row ?? { added: 0, changed: 0, strange: 0 };
  const removed = before + added - after;
  note(
    `${label}: ${rowCount(before)} → ${rowCount(after)}; by ${rowCount(told, 'record')} ${wholeFigure(added)} were added, ${wholeFigure(changed)} changed, ${wholeFigure(removed)} removed`,
  );
  if (strange > 0) {
    warn(
      `${label}: ${rowCount(strange, 'key')} that ${strange === 1 ? 'was' : 'were'} not there ${strange === 1 ? 'was' : 'were'} updated; taken as new rows`,
    );
  }
}
