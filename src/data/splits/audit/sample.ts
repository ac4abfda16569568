import type { Column } from '../../../contracts/table.js';
import { identifier, parquetRows } from '../../tables/sql.js';
import { rowHash, rowHashKey } from '../assign/row-hash.js';
import { type PerSplit, type SplittableTable, splitNames } from '../split-strategy.js';
import { withoutPushdown } from '../without-pushdown.js';
import type { SplitsToAudit } from './splits-to-audit.js';

/** Some rows of every split, drawn by a hash of their numbers: the same each time. */
export interface Sample {
  /**
   * A table with `part` (0 train, 1 validation, 2 test), each feature under its own name in {@link features}, and the
   * target as `class` (text) or, when it is a number, as `rank` (from 1, over train and validation).
   */
  readonly table: string;
  readonly features: readonly (Column & { readonly as: string })[];
  readonly numeric: boolean;
  readonly rows: PerSplit;
}

/** Draws the sample: all rows of small splits, about 100,000 of a large one. */
export async function drawSample(
  table: SplittableTable,
  { files, rows }: Pick<SplitsToAudit, 'files' | 'rows'>,
): Promise<Sample> {
  const { database, columns, target, seed } = table;
  const features = columns
    .filter(({ role, name }) => role === 'feature' && name !== target?.name)
    .map((column, index) => ({ ...column, as: `f${index}` }));
  const numeric = await isNumber(table, files.train);
  const answer = target === undefined ? 'NULL' : `t.${identifier(target.name)}`;
  const cells = features.map(({ name, as }) => `t.${identifier(name)} AS ${as}`);
  const hash = rowHash(rowHashKey(seed, 'audit'));
  const parts = splitNames.map((name, part) => {
    const share = mostRows / Math.max(1, rows[name]);
    const own = [`${part} AS part`, `${answer} AS y`, ...cells].join(', ');
    const all = `FROM ${parquetRows(files[name])} AS t`;
    if (share >= 1) return `SELECT ${own} ${all}`;
    const hashed = `SELECT ${own}, ${hash} AS hash ${all}`;
    return `SELECT * EXCLUDE (hash) FROM (${hashed}) WHERE hash < ${Math.floor(share * 2 ** 32)}`;
  });
  const known = numeric
    ? `CASE WHEN part < 2 THEN rank() OVER (PARTITION BY part < 2 ORDER BY y) END AS rank`
    : 'CAST(y AS VARCHAR) AS class';
  await withoutPushdown(database, () =>
    database.run(
      `CREATE OR REPLACE TEMP TABLE sample AS SELECT * EXCLUDE (y), ${known} FROM (${parts.join(' UNION ALL ')})`,
    ),
  );
  const [counted] = await database.rows<PerSplit>(
    `SELECT ${splitNames.map((name, part) => `count_if(part = ${part}) AS ${name}`).join(', ')} FROM sample`,
  );
  const sampled = counted ?? { train: 0, validation: 0, test: 0 };
  return { table: 'sample', features, numeric, rows: sampled };
}

const mostRows = 100_000;

/** A number with many values is predicted as a number; one with few is a class. */
async function isNumber({ database, target }: SplittableTable, file: string): Promise<boolean> {
  if (target === undefined) return false;
  if (target.type === 'number' || target.type === 'timestamp') return true;
  if (target.type !== 'integer') return false;
  const [row] = await database.rows<{ values: number }>(
    `SELECT count(*) AS values FROM (SELECT DISTINCT ${identifier(target.name)} FROM ${parquetRows(file)})`,
  );
  return (row?.values ?? 0) > 50;
}
