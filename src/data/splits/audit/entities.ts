import { wholeFigure } from '../../../contracts/figure.js';
import { identifier, parquetRows } from '../../tables/sql.js';
import type { SplittableTable } from '../split-strategy.js';
import type { Finding } from './finding.js';
import type { SplitsToAudit } from './splits-to-audit.js';
import { rowsOf, shareOf } from './words.js';

/** Ids and groups that have rows in train and in another split: a model may know them again. */
export async function findEntities(
  { database, columns }: SplittableTable,
  { files, rows, params }: Pick<SplitsToAudit, 'files' | 'rows' | 'params'>,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const entities = columns.filter(
    ({ name, role }) => role === 'id' || role === 'group' || name === params['group'],
  );
  for (const { name } of entities) {
    const value = identifier(name);
    for (const split of ['test', 'validation'] as const) {
      const [train, other] = [parquetRows(files.train), parquetRows(files[split])];
      const [found] = await database.rows<{ shared: number; rows: number }>(
        `WITH shared AS (SELECT DISTINCT ${value} FROM ${train} AS a SEMI JOIN ${other} AS b USING (${value}))
         SELECT (SELECT count(*) FROM shared) AS shared,
           (SELECT count(*) FROM ${other} AS a SEMI JOIN shared AS b USING (${value})) AS rows`,
      );
      const { shared = 0, rows: count = 0 } = found ?? {};
      if (shared === 0) continue;
      const values = `${wholeFigure(shared)} ${shared === 1 ? 'value' : 'values'}`;
      findings.push({
        kind: 'entities',
        level: 'warning',
        text: `${values} of \`${name}\` ${shared === 1 ? 'is' : 'are'} in train and in ${split}: ${rowsOf(count, split)} (${shareOf(count, rows[split])})`,
        hint: `Keep each together with \`split: { group: ${name} }\``,
        columns: [name],
        rows: count,
      });
    }
  }
  return findings;
}
