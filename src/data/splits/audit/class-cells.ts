import type { Database } from '../../tables/database.js';
import { literal } from '../../tables/sql.js';
import type { Sample } from './sample.js';

/** Counts the classes in every cell of some features, into the table that the questions below are asked of. */
export async function countCells(
  database: Database,
  { table }: Sample,
  cells: readonly string[],
): Promise<void> {
  const counted = cells.map(
    (cell, at) =>
      `SELECT ${at} AS feature, CAST(${cell} AS VARCHAR) AS cell, class, count_if(part = 0) AS train, count_if(part = 1) AS validation
       FROM ${table} WHERE part < 2 GROUP BY ALL`,
  );
  await database.run(`CREATE OR REPLACE TEMP TABLE cells AS ${counted.join(' UNION ALL ')}`);
}

/**
 * How many rows of each feature, by its place, are guessed right. Without its own row, the largest class of a cell must
 * still lead; a tie, or a row alone, is a wrong guess.
 */
export async function rightGuesses(database: Database): Promise<ReadonlyMap<number, number>> {
  const found = await database.rows<{ feature: number; right: number }>(
    `SELECT feature, CAST(coalesce(sum(first) FILTER (first - 1 > second), 0) AS BIGINT) AS right FROM (
       SELECT feature, max(rows) AS first, coalesce(max(rows) FILTER (place = 2), 0) AS second FROM (
         SELECT feature, cell, train + validation AS rows, row_number() OVER (
           PARTITION BY feature, cell ORDER BY train + validation DESC, class) AS place FROM cells
       ) GROUP BY feature, cell
     ) GROUP BY feature`,
  );
  return new Map(found.map(({ feature, right }) => [feature, right]));
}

/**
 * Area under the ROC curve on validation rows, each scored with the share of the rarer class in its cell in train: of
 * each feature, by its place.
 */
export async function aucsOf(
  database: Database,
  rarer: string,
): Promise<ReadonlyMap<number, number>> {
  const yes = `class = ${literal(rarer)}`;
  const sumIf = (part: string, condition: string): string =>
    `coalesce(sum(${part}) FILTER (${condition}), 0)::DOUBLE`;
  const found = await database.rows<{ feature: number; auc: number | null }>(
    `WITH base AS (
       SELECT ${sumIf('train', yes)} / sum(train) AS share FROM cells WHERE feature = (SELECT min(feature) FROM cells)),
     scored AS (
       SELECT feature, coalesce(${sumIf('train', yes)} / nullif(sum(train), 0), (SELECT share FROM base)) AS score,
         ${sumIf('validation', yes)} AS pos, ${sumIf('validation', `NOT ${yes}`)} AS neg
       FROM cells GROUP BY feature, cell),
     scores AS (
       SELECT feature, score, sum(pos) AS pos, sum(neg) AS neg FROM scored GROUP BY feature, score),
     ranked AS (
       SELECT *, sum(neg) OVER (PARTITION BY feature ORDER BY score) - neg AS below FROM scores)
     SELECT feature, sum(pos * (2 * below + neg)) / nullif(2 * sum(pos) * sum(neg), 0) AS auc
     FROM ranked GROUP BY feature`,
  );
  return new Map(
    found.flatMap(({ feature, auc }): [number, number][] => (auc === null ? [] : [[feature, auc]])),
  );
}
