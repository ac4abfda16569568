import { parquetRows } from '../../tables/sql.js';
import { timeValue } from '../assign/time-value.js';
import type { SplittableTable } from '../split-strategy.js';
import type { Finding } from './finding.js';
import type { SplitsToAudit } from './splits-to-audit.js';
import { rowsOf, shareOf } from './words.js';

/** Training rows that are later than the first test row, when the rows have a time and were not split by it. */
export async function findFutureRows(
  { database, columns }: SplittableTable,
  { files, rows, strategy, params }: SplitsToAudit,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const times = columns.filter(
    ({ name, role, type }) =>
      (role === 'time' || name === params['time']) &&
      (type === 'timestamp' || type === 'integer' || type === 'number'),
  );
  for (const { name } of times) {
    if (strategy === 'time' && name === params['time']) continue;
    const { value } = timeValue(name, columns);
    for (const split of ['test', 'validation'] as const) {
      const [found] = await database.rows<{ later: number }>(
        `SELECT count(*) AS later FROM ${parquetRows(files.train)} AS t
         WHERE ${value} > (SELECT min(${value}) FROM ${parquetRows(files[split])} AS t)`,
      );
      const later = found?.later ?? 0;
      if (later === 0) continue;
      findings.push({
        kind: 'future',
        level: 'warning',
        text: `${rowsOf(later, 'train')} (${shareOf(later, rows.train)}) ${later === 1 ? 'is' : 'are'} later by \`${name}\` than the first ${split} row: the model learns from the future`,
        hint: `Split by time with \`split: { strategy: time, time: ${name} }\``,
        columns: [name],
        rows: later,
      });
      // One is enough: where test rows are of the past, validation rows are too.
      break;
    }
  }
  return findings;
}
