import { MlxError } from '../../../errors/index.js';
import { literal } from '../../tables/sql.js';
import type { SplittableTable } from '../split-strategy.js';
import type { TimeValue } from './time-value.js';

/** A point in time between rows: equal times are never on both sides of it. */
export interface TimeBorder {
  /** How many rows with a known time are before it. */
  readonly rows: number;
  /** Whether a time (in SQL) is before it. */
  readonly before: (value: string) => string;
}

/** The borders that leave as nearly as can be so many rows before them. */
export async function timeBorders(
  { database, relation }: Pick<SplittableTable, 'database' | 'relation'>,
  { value, constant }: Pick<TimeValue, 'value' | 'constant'>,
  ranksOf: (rows: number) => readonly number[],
): Promise<readonly TimeBorder[]> {
  const known = `(SELECT ${value} AS moment FROM ${relation} AS t WHERE ${value} IS NOT NULL)`;
  const [all] = await database.rows<{ rows: number }>(`SELECT count(*) AS rows FROM ${known}`);
  const rows = all?.rows ?? 0;
  if (rows === 0) return ranksOf(0).map(() => ({ rows: 0, before: () => 'false' }));
  const ranks = ranksOf(rows).map((rank) => Math.min(Math.max(rank, 1), rows));
  // Half a rank less: the fraction then lies between two ranks, where no rounding error matters.
  const fractions = ranks.map((rank) => (rank - 0.5) / rows);
  const [found] = await database.rows<{ moment: readonly string[] }>(
    `SELECT CAST(quantile_disc(moment, [${fractions.join(', ')}]) AS VARCHAR[]) AS moment FROM ${known}`,
  );
  const times = found?.moment ?? [];
  const counts = times.flatMap((at) => [
    `count_if(moment < ${constant(at)})`,
    `count_if(moment <= ${constant(at)})`,
  ]);
  const [counted] = await database.rows<{ counts: readonly number[] }>(
    `SELECT [${counts.join(', ')}]::BIGINT[] AS counts FROM ${known}`,
  );
  return ranks.map((rank, index) => {
    const at = constant(times[index] ?? '0');
    const [below = 0, upTo = 0] = (counted?.counts ?? []).slice(index * 2, index * 2 + 2);
    const nearerBelow = below > 0 && rank - below < upTo - rank;
    return nearerBelow
      ? { rows: below, before: (time) => `${time} < ${at}` }
      : { rows: upTo, before: (time) => `${time} <= ${at}` };
  });
}

/**
 * The borders that leave so many different times between them: the last before test and the last before validation, or, with
 * `train`, all three counted from the first time. Throws `data/split-too-small` when there are fewer times.
 */
export async function countedBorders(
  { database, relation }: Pick<SplittableTable, 'database' | 'relation'>,
  { value, constant }: Pick<TimeValue, 'value' | 'constant'>,
  { train, validation = 1, test = 1 }: Readonly<Record<string, number>>,
): Promise<readonly TimeBorder[]> {
  const times = `(SELECT ${value} AS moment FROM ${relation} AS t WHERE ${value} IS NOT NULL GROUP BY 1)`;
  const [counted] = await database.rows<{ times: number }>(
    `SELECT count(*) AS times FROM ${times}`,
  );
  const all = counted?.times ?? 0;
  const learnt = train ?? all - validation - test;
  if (learnt < 1 || learnt + validation + test > all) {
    throw tooFewTimes(all, { train, validation, test });
  }
  const places = [
    learnt,
    learnt + validation,
    ...(train === undefined ? [] : [learnt + validation + test]),
  ];
  const borders = places.map(async (place): Promise<TimeBorder> => {
    const [last] = await database.rows<{ last: string }>(
      `SELECT CAST(moment AS VARCHAR) AS last FROM ${times} ORDER BY moment LIMIT 1 OFFSET ${place - 1}`,
    );
    const at = constant(last?.last ?? '0');
    return { rows: place, before: (time) => `${time} <= ${at}` };
  });
  return Promise.all(borders);
}

function tooFewTimes(all: number, steps: Readonly<Record<string, number | undefined>>): MlxError {
  const wanted = Object.values(steps).filter((count) => count !== undefined);
  const beside = steps['train'] === undefined ? ' beside those to learn from' : '';
  return new MlxError(
    'data/split-too-small',
    `There are ${all} different times, and \`split\` asks for ${wanted.join(' + ')} steps${beside}`,
    { hints: ['Ask for fewer steps'] },
  );
}

/** The first time, as text, of the rows that a condition on `moment` picks; undefined when there is none. */
export async function firstTime(
  { database, relation }: Pick<SplittableTable, 'database' | 'relation'>,
  { value }: Pick<TimeValue, 'value'>,
  condition: string,
): Promise<string | undefined> {
  const [row] = await database.rows<{ first: string | null }>(
    `SELECT CAST(min(moment) AS VARCHAR) AS first
     FROM (SELECT ${value} AS moment FROM ${relation} AS t) WHERE moment IS NOT NULL AND ${condition}`,
  );
  return row?.first ?? undefined;
}

/** Whether a time is far enough before a later one: at least the gap. */
export function clearOf(
  time: string,
  {
    first,
    gap,
    constant,
  }: { readonly first: string | undefined; readonly gap: number } & Pick<TimeValue, 'constant'>,
): string {
  if (first === undefined || gap === 0) return 'true';
  return `${time} <= ${constant(first)} - ${literal(`${gap}`)}::DOUBLE`;
}
