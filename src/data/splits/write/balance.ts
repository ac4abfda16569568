import { createHash } from 'node:crypto';
import { type Column, rowColumn } from '../../../contracts/table.js';
import { columnStats } from '../../tables/column-stats.js';
import type { Database } from '../../tables/database.js';
import { identifier, parquetRows } from '../../tables/sql.js';
import { type PerSplit, type SplitName, splitNames } from '../split-strategy.js';
import type { SplitFiles } from './split-files.js';

/** How the target is spread over the splits; where there is none, nothing. */
export interface Balance {
  /** Rows of each class, most frequent first; empty for a numeric target. */
  readonly classes: readonly (PerSplit & { readonly value: string })[];
  /** Mean of a numeric target. */
  readonly means?: PerSplit;
}

/** Counts the classes of the target, or takes its mean, in each split. */
export async function balanceOf(
  database: Database,
  files: SplitFiles,
  target: Column | undefined,
): Promise<Balance> {
  if (target === undefined) return { classes: [] };
  const { type } = target;
  const classes =
    type === 'number' || type === 'timestamp' ? [] : await classCounts(database, files, target);
  if (type !== 'number' && type !== 'integer' && type !== 'timestamp') {
    return { classes: classes.slice(0, mostClasses) };
  }
  const means = await perSplit(async (name) => {
    const stats = await columnStats(database, files[name], [target]);
    return (await stats(target.name).numeric()).mean;
  });
  return { classes: classes.length > mostNumericClasses ? [] : classes, means };
}

const mostClasses = 1000;
const mostNumericClasses = 50;

async function classCounts(
  database: Database,
  files: SplitFiles,
  target: Column,
): Promise<Balance['classes']> {
  const value = identifier(target.name);
  const counts = splitNames.map((name) => `count_if(split = '${name}') AS ${name}`);
  const all = splitNames.map(
    (name) => `SELECT '${name}' AS split, ${value} AS value FROM ${parquetRows(files[name])}`,
  );
  return database.rows<PerSplit & { value: string }>(
    `SELECT CAST(value AS VARCHAR) AS value, ${counts.join(', ')} FROM (${all.join(' UNION ALL ')})
     GROUP BY value ORDER BY count(*) DESC, value LIMIT ${mostClasses + 1}`,
  );
}

async function perSplit(measure: (name: SplitName) => Promise<number>): Promise<PerSplit> {
  const [train, validation, test] = [
    await measure('train'),
    await measure('validation'),
    await measure('test'),
  ];
  return { train, validation, test };
}

/**
 * What makes a test set the one it is: which rows are in it, and what their targets are. Other features of the same
 * rows, other training rows or another strategy that picks the same rows leave it the same.
 */
export async function testSetDigest(
  database: Database,
  file: string,
  target: Column | undefined,
): Promise<string> {
  const answer = target === undefined ? `''` : `CAST(${identifier(target.name)} AS VARCHAR)`;
  const text = `${identifier(rowColumn)} || '/' || ${answer}`;
  const [row] = await database.rows<{ rows: number; sum: string }>(
    `SELECT count(*) AS rows, CAST(sum(CAST(md5_number_lower(${text}) AS HUGEINT)) AS VARCHAR) AS sum
     FROM ${parquetRows(file)}`,
  );
  return createHash('sha256')
    .update(`${row?.rows ?? 0}/${row?.sum ?? ''}`)
    .digest('hex');
}
