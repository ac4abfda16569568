import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ProjectDir } from '../helpers/project-dir.js';
import { customers, projectOf } from '../project/broken/broken-case.js';

it('the report says what became of the rows, which rules they broke, and what the audit found', async () => {
  const lines = customers(200).trimEnd().split('\n');
  const names = lines[0]?.split(',') ?? [];
  const age = names.indexOf('tenure');
  const broken = lines.map((line, at) => {
    if (at === 0) return `${line},gone`;
    const cells = line.split(',');
    if (at <= 3) cells[age] = '999';
    return `${cells.join(',')},${line.endsWith('yes') ? 1 : 0}`;
  });
  await using project = await ProjectDir.with({
    'mlx.yaml': projectOf({
      split: 'stratified',
      ingest: `{ path: customers.csv, quality: [{ column: tenure, between: [0, 120], else: quarantine }, { column: tenure, not_null: true }, { rows: { min: 5000 }, else: warn }] }`,
    }),
    'customers.csv': `${broken.join('\n')}\n`,
  });
  const { exitCode, stderr } = await project.mlx('evaluate');
  expect(exitCode, stderr).toBe(0);
  const page = await readFile(join(project.path, 'reports/evaluation.html'), 'utf8');
  const own =
    /<section id="quality">.*?<\/section>/s.exec(page)?.[0].replaceAll(/<[^>]*>/g, ' ') ?? '';
  const words = own.replaceAll(/\s+/g, ' ');
  expect(words).toContain(
    '200 rows read, 3 set aside by quality rules, 197 in the table. The test split was looked at for the 1st time (1 model).',
  );
  expect(words).toContain('1 of 3 rules kept.');
  expect(words).toMatch(/tenure between 0 and 120 3 200 1\.50\s?% rows set aside/);
  expect(words).toContain('at least 5,000 rows warned of, rows kept');
  expect(words).toMatch(/warning gone gives churned away/);
});
