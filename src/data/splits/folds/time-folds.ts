import type { JsonObject } from '../../../contracts/json.js';
import { gapFor } from '../assign/gap.js';
import { firstTime, timeBorders } from '../assign/time-borders.js';
import { type TimeValue, timeValue } from '../assign/time-value.js';
import type { SplittableTable } from '../split-strategy.js';
import type { Fold, FoldPlan, FoldWish } from './fold.js';
import { numbers } from './fold-names.js';

/**
 * Folds by an expanding window, as scikit-learn's TimeSeriesSplit: the rows in order of time, cut into one block more
 * than there are folds; each fold judges by one block and learns from the blocks before it, less what is nearer than
 * the gap. Equal times are in one block. The first block is never judged by.
 */
export async function timeFolds(
  table: SplittableTable,
  { wish, params }: { readonly wish: FoldWish; readonly params: JsonObject },
): Promise<FoldPlan> {
  const { outer, inner } = wish;
  const at = timeValue(params['time'] as string, table.columns);
  const gap = gapFor((params['gap'] ?? 0) as string | number, at.column);
  const all = await windows(table, { at, gap, count: outer });
  const columns: Record<string, string> = { moment: at.value, outer_1: all.block };
  const folds: Omit<Fold, 'rows'>[] = [];
  for (const held of numbers(outer)) {
    const until = all.until[held - 1] ?? null;
    folds.push({ repeat: 1, outer: held, inner: null, column: 'outer_1', number: held, until });
    if (inner === undefined || until === null) continue;
    const training = `${all.block} < ${held} AND ${at.value} <= '${until}'::DOUBLE`;
    const rest = { ...table, relation: `(SELECT * FROM ${table.relation} AS t WHERE ${training})` };
    const within = await windows(rest, { at, gap, count: inner });
    const column = `inner_1_${held}`;
    columns[column] = `CASE WHEN ${training} THEN ${within.block} END`;
    for (const number of numbers(inner)) {
      const last = within.until[number - 1] ?? null;
      folds.push({ ...{ repeat: 1, outer: held, inner: number }, column, number, until: last });
    }
  }
  return { kind: 'time', columns, from: `${table.relation} AS t`, folds };
}

interface Windows {
  /** The block of a row, from 0, in SQL over a row named `t`. */
  readonly block: string;
  /** The last time that each fold learns from, as text. */
  readonly until: readonly (string | undefined)[];
}

async function windows(
  table: SplittableTable,
  { at, gap, count }: { readonly at: TimeValue; readonly gap: number; readonly count: number },
): Promise<Windows> {
  const borders = await timeBorders(table, at, (rows) =>
    numbers(count).map((number) => Math.round((number * rows) / (count + 1))),
  );
  const cases = borders.map(({ before }, block) => `WHEN ${before(at.value)} THEN ${block}`);
  const until: (string | undefined)[] = [];
  for (const { before } of borders) {
    const first = await firstTime(table, at, `NOT (${before('moment')})`);
    until.push(first === undefined ? undefined : await earlier(table, { at, first, gap }));
  }
  return { block: `CAST(CASE ${cases.join(' ')} ELSE ${count} END AS UTINYINT)`, until };
}

/** A time less the gap; just before it, for no gap. */
async function earlier(
  { database }: SplittableTable,
  { at, first, gap }: { readonly at: TimeValue; readonly first: string; readonly gap: number },
): Promise<string> {
  const [row] = await database.rows<{ until: string }>(
    `SELECT CAST(${at.constant(first)} - '${gap}'::DOUBLE AS VARCHAR) AS until`,
  );
  return row?.until ?? first;
}
