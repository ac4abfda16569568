import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ColumnFacts, columnFacts } from '../../../src/data/tables/column-facts.js';
import { openDatabase } from '../../../src/data/tables/database.js';
import { parquetRows } from '../../../src/data/tables/sql.js';
import { writeParquet } from '../../../src/data/tables/write-parquet.js';

const rows = 1_100_000;

const columns = [
  { name: 'counts up', type: 'integer', sql: 'i' },
  { name: 'all differ', type: 'integer', sql: '(i * 7919) % 1100009' },
  { name: 'one repeats', type: 'integer', sql: `CASE WHEN i = 700000 THEN 699999 ELSE i END` },
  { name: 'a gap', type: 'integer', sql: 'CASE WHEN i = 5 THEN NULL ELSE i END' },
  { name: 'few', type: 'number', sql: '(i % 37) / 4' },
  { name: 'some', type: 'number', sql: '(i % 60000) / 8' },
  { name: 'many', type: 'number', sql: 'sqrt(i)' },
  { name: 'many only late', type: 'number', sql: 'greatest(i - 600000, 0) / 3' },
  { name: 'when', type: 'timestamp', sql: `TIMESTAMP '2020-01-01' + to_seconds(i // 50)` },
  { name: 'kind', type: 'category', sql: `CASE WHEN i % 9 > 0 THEN 'kind ' || i % 4 END` },
  { name: 'yes', type: 'boolean', sql: 'i % 3 = 0' },
] as const;

describe('the facts of the columns of a long table', () => {
  let folder = '';
  let facts: ReadonlyMap<string, ColumnFacts>;
  let told: readonly Readonly<Record<'rows' | 'present' | 'distinct', number>>[];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mlx-facts-'));
    const file = join(folder, 'table.parquet');
    await using database = await openDatabase();
    const cells = columns.map(({ name, sql }) => `${sql} AS "${name}"`);
    const query = `SELECT ${cells.join(', ')} FROM range(${rows}) AS r(i)`;
    await writeParquet(database, query, { file, large: true });
    const found = await columnFacts(database, file, { columns });
    facts = new Map(columns.map(({ name }, at) => [name, found[at] as ColumnFacts]));
    told = await Promise.all(
      columns.map(async ({ name }) => {
        const [row] = await database.rows<Record<'rows' | 'present' | 'distinct', number>>(
          `SELECT count(*) AS rows, count("${name}") AS present, count(DISTINCT "${name}") AS distinct FROM ${parquetRows(file)}`,
        );
        return row ?? { rows: 0, present: 0, distinct: 0 };
      }),
    );
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('count what is missing, and what differs, as counting all of it does', () => {
    for (const [at, { name }] of columns.entries()) {
      const { rows: all, present, distinct } = told[at] ?? { rows: 0, present: 0, distinct: 0 };
      const own = facts.get(name);
      expect([name, own?.missing]).toEqual([name, all - present]);
      if (own?.more === true) expect(distinct).toBeGreaterThan(100_000);
      else expect([name, own?.distinct]).toEqual([name, distinct]);
    }
  });

  it('know a column that counts up, and one that does not quite', () => {
    const unique = columns.flatMap(({ name }) => (facts.get(name)?.unique === true ? [name] : []));
    expect(unique).toEqual(['counts up', 'all differ']);
    expect(facts.get('one repeats')?.distinct).toBe(rows - 1);
  });

  it('leave uncounted only numbers and times of very many values', () => {
    const more = columns.flatMap(({ name }) => (facts.get(name)?.more === true ? [name] : []));
    expect(more).toEqual(['many', 'many only late']);
  });

  it('tell how far numbers and times reach', () => {
    expect(facts.get('some')).toMatchObject({ min: 0, max: 59_999 / 8 });
    expect(facts.get('when')).toMatchObject({
      min: '2020-01-01T00:00:00.000Z',
      max: '2020-01-01T06:06:39.000Z',
    });
  });
});
