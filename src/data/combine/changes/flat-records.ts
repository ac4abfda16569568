import { storageOf } from '../../tables/cell-types.js';
import { listOf } from '../combine-verb.js';
import { columnOf, type Rows } from '../rows/rows.js';
import { stackRows } from '../rows/stack-rows.js';
import type { Workshop } from '../rows/workshop.js';
import type { ChangesSettings } from './changes-settings.js';
import { keepRecords, type Records, understoodOp } from './records.js';

/** The column that says what happened. */
export function opOf({ op = 'op' }: ChangesSettings): string {
  return op;
}

/** The columns of the records that belong to the table: not what happened nor, unless the table has it, the order. */
export function flatColumns(
  settings: ChangesSettings,
  table: readonly string[],
  records: readonly string[],
): readonly string[] {
  const { key, order } = settings;
  const about = [opOf(settings), ...(order === undefined ? [] : listOf(order))];
  return records.filter(
    (name) =>
      table.includes(name) ||
      listOf(key).includes(name) ||
      !(about.includes(name) || name.startsWith('__')),
  );
}

/** Records that are rows of the table with a column for what happened. */
export async function readFlat(
  settings: ChangesSettings,
  table: Rows | undefined,
  shop: Workshop,
): Promise<Records> {
  const source = shop.source(settings.source);
  const own = flatColumns(
    settings,
    (table?.columns ?? []).map(({ name }) => name),
    source.columns.map(({ name }) => name),
  );
  const told = { ...source, columns: own.map((name) => columnOf(source, name)) };
  const { columns } = stackRows(table === undefined ? [told] : [table, told]);
  const order = listOf(settings.order ?? []).map(
    (name) => `${columnOf(source, name).cell} NULLS FIRST`,
  );
  const said = `CAST(${columnOf(source, opOf(settings)).cell} AS VARCHAR)`;
  const cells = columns.flatMap(({ name, type }, index) => {
    const has = own.includes(name);
    const value = has ? columnOf(source, name).cell : 'NULL';
    return [`CAST(${value} AS ${storageOf(type)}) AS v${index}`, `${has} AS p${index}`];
  });
  const seq = `row_number() OVER (ORDER BY ${[...order, 'row'].join(', ')}) AS seq`;
  return keepRecords(
    {
      columns,
      keys: listOf(settings.key).map((key) => columns.findIndex(({ name }) => name === key)),
      query: `SELECT ${[seq, 'origin', `${understoodOp(said)} AS op`, `${said} AS said`, ...cells].join(', ')}
        FROM ${source.relation}`,
    },
    shop,
  );
}
