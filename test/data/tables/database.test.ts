import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../../src/data/tables/database.js';
import { identifier, literal, parquetRows } from '../../../src/data/tables/sql.js';
import { projectWith } from '../project.js';

const endless =
  'SELECT sum(a.range * b.range) AS s FROM range(10000000) AS a, range(10000000) AS b';

describe('a database', () => {
  it('interrupts a running statement within half a second of an abort', async () => {
    const stop = new AbortController();
    await using database = await openDatabase({ signal: stop.signal });
    const running = expect(database.run(endless)).rejects.toMatchObject({ name: 'AbortError' });
    await new Promise((resolve) => setTimeout(resolve, 100));
    const before = performance.now();
    stop.abort();
    await running;
    expect(performance.now() - before).toBeLessThan(500);
  });

  it('interrupts a stream as well', async () => {
    const stop = new AbortController();
    await using database = await openDatabase({ signal: stop.signal });
    const drain = async (): Promise<void> => {
      for await (const chunk of database.stream('SELECT range FROM range(1000000000)')) {
        if (chunk.rowCount > 0) stop.abort();
      }
    };
    await expect(drain()).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('can be closed while it works', async () => {
    const database = await openDatabase();
    const running = expect(database.run(endless)).rejects.toThrow(/Interrupted/);
    await database.close();
    await running;
  });

  it('cannot reach the network for an extension', async () => {
    await using database = await openDatabase();
    await expect(
      database.run(`SELECT * FROM read_csv('https://localhost/x.csv')`),
    ).rejects.toThrow();
    const [row] = await database.rows(
      `SELECT current_setting('autoinstall_known_extensions') AS install`,
    );
    expect(row).toEqual({ install: false });
  });

  it('keeps every digit of a large number', async () => {
    await using database = await openDatabase();
    expect(await database.rows('SELECT 9007199254740993 AS big, 7 AS small')).toEqual([
      { big: '9007199254740993', small: 7 },
    ]);
  });

  it('says so when work does not fit in memory', async () => {
    await using database = await openDatabase({ memoryLimitMb: 20 });
    await expect(
      database.run('CREATE TABLE t AS SELECT md5(range::VARCHAR) AS x FROM range(5000000)'),
    ).rejects.toMatchObject({ code: 'data/memory' });
  });

  it('tells how far it is', async () => {
    const project = await projectWith({});
    await using database = await openDatabase();
    const file = join(project.folder, 'x.parquet');
    const heard: number[] = [];
    await database.run(`COPY (SELECT range AS x FROM range(500000)) TO ${literal(file)}`);
    const sorted = `CREATE TABLE t AS SELECT md5(x::VARCHAR) AS m FROM ${parquetRows(file)} ORDER BY m`;
    await database.run(sorted, (percent) => heard.push(percent));
    expect(heard.every((percent, index) => percent > (heard[index - 1] ?? 0))).toBe(true);
  });
});

describe('SQL', () => {
  it.each([`a"b`, `'; DROP TABLE t; --`, 'ключ', 'select', ' '])('quotes %s', async (text) => {
    await using database = await openDatabase();
    const [row] = await database.rows(`SELECT ${literal(text)} AS ${identifier(text)}`);
    expect(row).toEqual({ [text]: text });
  });

  it('takes a path with pattern letters for what it says', async () => {
    const project = await projectWith({});
    const folder = join(project.folder, 'output');
    await using database = await openDatabase();
    for (const name of ['a[1]*?.parquet', 'a1xy.parquet']) {
      await database.run(`COPY (SELECT ${literal(name)} AS n) TO ${literal(join(folder, name))}`);
    }
    const rows = await database.rows(
      `SELECT n FROM ${parquetRows(join(folder, 'a[1]*?.parquet'))}`,
    );
    expect(rows).toEqual([{ n: 'a[1]*?.parquet' }]);
  });
});
