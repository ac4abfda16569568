import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../../src/data/tables/database.js';
import { identifier } from '../../../src/data/tables/sql.js';
import { parseExpression, readExpression } from '../../../src/data/tables/user-expression.js';
import type { MlxError } from '../../../src/errors/index.js';

let database: Database;
beforeAll(async () => {
  database = await openDatabase();
});
afterAll(() => database.close());

const columns = [
  { name: 'a', type: 'number' },
  { name: 'n', type: 'integer' },
  { name: 'plan', type: 'category' },
  { name: 'start', type: 'timestamp' },
  { name: 'end', type: 'timestamp' },
  { name: 'end date', type: 'text' },
  { name: 'x") FROM y --', type: 'text' },
] as const;

const row = `(SELECT CAST(3 AS DOUBLE) AS a, CAST(2 AS BIGINT) AS n, 'basic' AS plan,
  TIMESTAMP '2026-01-01' AS start, TIMESTAMP '2026-02-01' AS "end", 'late' AS "end date", 'z' AS "x"") FROM y --")`;

/** The value an expression has for one row. */
async function valueOf(text: string): Promise<unknown> {
  const { sql } = await readExpression(database, text, { columns, condition: false });
  const [found] = await database.rows<{ value: string }>(
    `SELECT CAST(${sql} AS VARCHAR) AS value FROM ${row}`,
  );
  return found?.value;
}

describe('an expression over a row', () => {
  it.each([
    ['a > n', 'true'],
    ['a -- and nothing more', '3.0'],
    ['a /* b */ + 1', '4.0'],
    [`plan IN ('basic', 'pro') AND NOT (a IS NULL)`, 'true'],
    [`"end" >= start`, 'true'],
    [`"end date" = 'late'`, 'true'],
    [`"x"") FROM y --" = 'z'`, 'true'],
    ['A + N', '5.0'],
    [`CASE WHEN a > 2 THEN 'big' ELSE 'small' END`, 'big'],
    [`date_diff('day', start, "end")`, '31'],
    [`start + INTERVAL 1 DAY < TIMESTAMP '2026-02-01'`, 'true'],
    [`plan LIKE 'b%' AND plan NOT ILIKE '%PRO' AND plan SIMILAR TO '[a-z]+'`, 'true'],
    [`coalesce(nullif(plan, 'basic'), 'none')`, 'none'],
    [`extract(year FROM start)`, '2026'],
    [`a BETWEEN 1 AND 3 AND try_cast(plan AS DOUBLE) IS NULL`, 'true'],
    [`regexp_replace(plan, 'a', '''')`, `b'sic`],
    [`round(a / 2, 1)::VARCHAR || '%'`, '1.5%'],
  ])('%s is %s', async (text, value) => {
    expect(await valueOf(text)).toBe(value);
  });

  it('tells the columns it reads as the table names them', async () => {
    const names = columns.map(({ name }) => name);
    const { columns: read } = await parseExpression(database, 'A > N + a', names);
    expect(read).toEqual(['a', 'n']);
  });
});

describe('what is more than that is refused', () => {
  it.each([
    '',
    '1; DROP TABLE t',
    'a) FROM __rows; SELECT (a',
    `1) FROM read_csv('/etc/passwd') --`,
    `a) FROM __rows WHERE (a`,
    `a) FROM __rows ORDER BY (a`,
    `a) FROM __rows GROUP BY (a`,
    `a) FROM __rows LIMIT (1`,
    `a) FROM __rows, read_text('/etc/passwd') AS t(a`,
    `a), (n`,
    `a) AS b, (n`,
    `1) FROM (SELECT 1) AS __rows(a`,
    `a) FROM __rows UNION (SELECT 1`,
    '(SELECT 1)',
    `(SELECT content FROM read_text('/etc/passwd'))`,
    'EXISTS (SELECT 1)',
    'a IN (SELECT n)',
    'a = ANY([1, 2])',
    `(FROM glob('*'))`,
    'count(*)',
    'sum(a)',
    'a > avg(a)',
    'max(a) FILTER (WHERE a > 1)',
    'row_number() OVER ()',
    'lag(a) OVER (ORDER BY n)',
    'grouping(a)',
    `getenv('HOME')`,
    `main.getenv('HOME')`,
    `current_setting('temp_directory')`,
    `getvariable('x')`,
    `read_csv('x.csv')`,
    `query('SELECT 1')`,
    `json_execute_serialized_sql('x')`,
    `json_serialize_sql('SELECT 1')`,
    `error('x')`,
    'random()',
    'uuid()',
    'now()',
    'today()',
    'current_date',
    'current_timestamp',
    'localtime',
    'age(start)',
    'nextval(plan)',
    'hash(a)',
    'unnest([1, 2])',
    'generate_series(1, 9)',
    '*',
    'COLUMNS(*)',
    '__rows.*',
    '#1',
    '?',
    '$1',
    '$a',
    'DEFAULT',
    'list_transform([1], x -> x + 1)',
    '[x FOR x IN [1]]',
    'b > 1',
    '__row',
    '__rows.a',
    'rowid',
    `plan = "basic"`,
    `evil.main.lower(plan)`,
    `other.lower(plan)`,
    `pg_sleep(1)`,
    `sleep_ms(1)`,
    `COPY t TO 'x'`,
    `a COLLATE nocase`,
    'plan + 1 > start',
  ])('%s', async (text) => {
    const reading = readExpression(database, text, { columns, condition: false });
    await expect(reading).rejects.toMatchObject({ code: 'data/expression' });
  });

  it.each([
    ['end > start', `Write \`'"end" > start'\``],
    [`case when end > start then 'x' end`, `Write \`'case when "end" > start then ''x'' end'\``],
    [`end date = 'end date'`, `Write \`'"end date" = ''end date'''\``],
    [`lower(End Date) || "end date"`, `Write \`'lower("end date") || "end date"'\``],
    ['a > 1 -- or end\n and end is null', `"end" is null'\``],
  ])('shows %s with its names in quotes', async (text, hint) => {
    const reading = readExpression(database, text, { columns, condition: false });
    const error = (await reading.catch((caught: unknown) => caught)) as MlxError;
    expect(error.message).toMatch(/the name of the column `end( date)?` has to stand in double/);
    expect(error.hints.join()).toContain(hint);
    const written = /Write `'([^`]*)'`/.exec(error.hints.join())?.[1]?.replaceAll("''", "'");
    await readExpression(database, written ?? '', { columns, condition: false });
  });

  it('does not blame a name that quotes do not help', async () => {
    const reading = readExpression(database, 'end >', { columns, condition: false });
    await expect(reading).rejects.toThrow('it cannot be read: syntax error');
  });

  it('says what is wrong in words', async () => {
    const said = async (text: string): Promise<string> => {
      const reading = readExpression(database, text, { columns, condition: true });
      const error = await reading.catch((caught: unknown) => caught);
      const { message, hints } = error as { message: string; hints: readonly string[] };
      return [message, ...hints].join(' | ');
    };
    expect(await said('paln = 1')).toMatch(/no column `paln`.*Did you mean `plan`\?/);
    expect(await said('a > now()')).toMatch(/`now` gives something else at every run/);
    expect(await said('sum(a) > 1')).toMatch(/`sum` is no function/);
    expect(await said('lowr(plan) = 1')).toMatch(/Did you mean `lower`\?/);
    expect(await said('a + 1')).toMatch(/not a condition/);
    expect(await said('a >')).toMatch(/cannot be read/);
  });

  it('never evaluates anything but the expression, whatever a column is called', async () => {
    const names = ['"; DROP TABLE t; --', `') FROM read_text('/etc/passwd') --`, 'plain'];
    for (const name of names) {
      const { sql } = await parseExpression(database, `${identifier(name)} IS NULL`, names);
      const [found] = await database.rows<{ value: boolean }>(
        `SELECT ${sql} AS value FROM (SELECT NULL AS ${identifier(name)})`,
      );
      expect(found?.value).toBe(true);
    }
  });
});
