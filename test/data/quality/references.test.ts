import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/contracts/json.js';
import { ProjectDir } from '../../helpers/project-dir.js';
import { projectWith } from '../project.js';

const files = {
  'orders.csv': 'id,customer\n1,7\n2,8\n3,9\n4,7\n',
  'older.csv': 'id,customer\n0,5\n',
  'customers.csv': 'id,name\n7,Ann\n8,Bob\n',
};

async function ingested(names: readonly string[], combine: readonly JsonObject[] = []) {
  const project = await projectWith(files);
  const settings = { column: 'customer', references: { source: 'customers', column: 'id' } };
  const result = await project.ingest(
    'csv',
    {},
    {
      sources: names.map((name) => ({ name, type: 'csv', params: { path: `${name}.csv` } })),
      combine,
      quality: {
        rules: [{ index: 0, settings: { ...settings, else: 'quarantine' } }],
        rejects: join(project.folder, 'rejected.csv'),
      },
    },
  );
  return { result, rows: await project.rows() };
}

describe('a rule that looks into another source', () => {
  it('takes none of its rows into the table', async () => {
    const { result, rows } = await ingested(['orders', 'customers']);
    expect(rows.map(({ id }) => id)).toEqual([1, 2, 4]);
    expect(Object.keys(rows[0] ?? {})).toEqual(['id', 'customer']);
    expect(result.quarantined).toBe(1);
    expect(result.sources.map(({ name }) => name)).toEqual(['orders']);
    expect(result.warnings).toEqual([]);
  });

  it('and still stacks the others', async () => {
    const { rows } = await ingested(['older', 'customers', 'orders']);
    expect(rows.map(({ id }) => id)).toEqual([1, 2, 4]);
  });

  it('unless a step names it, too', async () => {
    const joined = { join: 'customers', on: { customer: 'id' }, how: 'left', columns: ['name'] };
    const { rows, result } = await ingested(
      ['orders', 'customers'],
      [{ from: ['orders'] }, joined],
    );
    expect(rows.map(({ name }) => name)).toEqual(['Ann', 'Bob', 'Ann']);
    expect(result.warnings).toEqual([]);
    const alone = await ingested(['orders', 'customers'], [{ from: ['orders'] }]);
    expect(alone.result.warnings).toEqual([]);
  });

  it.each([
    ['{ source: customer, column: id }', '8:49', 'Did you mean `customers`?'],
    ['{ source: customers, column: idd }', '8:68', 'Did you mean `id`?'],
  ])('is held against the headers: %s', async (references, place, hint) => {
    await using project = await ProjectDir.with({
      ...files,
      'mlx.yaml': `name: orders
task: { type: classification, target: id }
ingest:
  sources:
    orders: orders.csv
    customers: customers.csv
  quality:
    - { column: customer, references: ${references} }
`,
    });
    const { exitCode, stderr } = await project.mlx('validate');
    expect(exitCode).toBe(3);
    expect(stderr).toContain(`mlx.yaml:${place} `);
    expect(stderr).toContain(hint);
  });
});
