import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { env } from 'node:process';
import { describe, expect, it } from 'vitest';
import { projectWith, typesOf } from './project.js';

const data = resolve(env['MLX_TEST_DATA'] ?? join(import.meta.dirname, '../../../shared/data'));
const absent = !existsSync(data);

describe.skipIf(absent)(`real data sets (in ${data})`, () => {
  it('Telco: blanks in TotalCharges are missing, and yes/no stays a category', async () => {
    const project = await projectWith({});
    const path = join(data, 'tabular/telco/Telco-Customer-Churn.csv.gz');
    const result = await project.ingest('csv', { path }, { target: 'Churn' });
    const of = (name: string) => result.columns.find((column) => column.name === name);
    expect(result.table.rows).toBe(7043);
    expect(of('TotalCharges')).toMatchObject({ type: 'number', missing: 11 });
    expect(of('Churn')).toMatchObject({ type: 'category', role: 'target', distinct: 2 });
    expect(of('customerID')).toMatchObject({ role: 'id', unique: true });
  });

  it('Adult: a question mark after a blank is missing', async () => {
    const project = await projectWith({});
    const path = join(data, 'tabular/adult/adult.data.gz');
    const result = await project.ingest('csv', { path, header: false });
    const missing = result.columns.map((column) => column.missing).filter((count) => count > 0);
    expect(result.table.rows).toBe(32_561);
    expect(missing).toEqual([1836, 1843, 583]);
    expect(result.columns.at(-1)?.examples).toEqual(['<=50K', '>50K']);
  });

  it('SMS spam: Windows letters, line ends of three kinds and unnamed columns', async () => {
    const project = await projectWith({});
    const path = join(data, 'text/sms/spam.csv.gz');
    const unnamed = await project.ingest('csv', { path });
    expect(unnamed.columns.map(({ name }) => name)).toEqual([
      ...['v1', 'v2', 'column_3', 'column_4', 'column_5'],
    ]);
    expect(unnamed.warnings.join()).toMatch(/is not UTF-8.*columns 3, 4, 5 have no name/);
    await expect(project.ingest('csv', { path, strict: true })).rejects.toMatchObject({
      code: 'data/encoding',
    });
    const columns = ['label', 'text', 'more', 'yet_more', 'rest'];
    const result = await project.ingest('csv', {
      path,
      encoding: 'latin-1',
      columns,
      header: true,
    });
    expect(result.table.rows).toBe(5572);
    expect(typesOf(result)).toMatchObject({ label: 'category', text: 'text' });
  });

  it('csv-spectrum: all twelve files hold what their twins in JSON say', async () => {
    const project = await projectWith({});
    const folder = join(project.folder, 'spectrum');
    await mkdir(folder);
    execFileSync('tar', ['xzf', join(data, 'nasty/csv-spectrum.tar.gz'), '-C', folder]);
    const names = (await readdir(join(folder, 'csvs'))).map((file) => file.replace('.csv', ''));
    expect(names).toHaveLength(12);
    for (const name of names) {
      const columns = await textColumns(project.folder, name);
      const { warnings } = await project.ingest(
        'csv',
        { path: `spectrum/csvs/${name}.csv`, strict: true },
        { columns },
      );
      const twin = asInCopy(name, await readFile(join(folder, `json/${name}.json`), 'utf8'));
      const truth: unknown = JSON.parse(twin);
      expect([name, warnings]).toEqual([name, []]);
      expect([name, await project.rows()]).toEqual([name, [truth].flat().map(withMissing)]);
    }
  });
});

async function textColumns(
  folder: string,
  name: string,
): Promise<Record<string, { type: 'text' }>> {
  const truth: unknown = JSON.parse(
    await readFile(join(folder, `spectrum/json/${name}.json`), 'utf8'),
  );
  const [row = {}] = [truth].flat() as readonly object[];
  return Object.fromEntries(Object.keys(row).map((column) => [column, { type: 'text' }]));
}

/** In this copy of the files, two twins say something else than the CSV: its line end, and its telephone number. */
function asInCopy(name: string, twin: string): string {
  if (name === 'newlines_crlf') return twin.replaceAll('\\r\\n', '\\n');
  return name === 'location_coordinates' ? twin.replace('1234567890', '2095257564') : twin;
}

/** For us an empty cell is missing, and blanks round a value are no part of it. */
function withMissing(row: unknown): object {
  const cells = Object.entries(row as object).map(([name, cell]) => [
    name,
    String(cell).trim() || null,
  ]);
  return Object.fromEntries(cells) as object;
}
