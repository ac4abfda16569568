import { describe, expect, it } from 'vitest';
import { ProjectDir } from '../../helpers/project-dir.js';

const files = {
  'customers.csv': 'id,country\n1,DE\n2,FR\n3,DE\n',
  'invoices.csv':
    'customer,total,at\n1,10,2026-01-05\n1,20,2026-02-01\n3,5.5,2026-01-01\n9,1,2026-01-01\n',
};

const project = (steps: string, more = ''): string => `task: { type: regression, target: total }
ingest:
  sources: { customers: customers.csv, invoices: invoices.csv }
  combine:
${steps}${more}`;

async function answer(steps: string, command: string) {
  const dir = await ProjectDir.with({ ...files, 'mlx.yaml': project(steps) });
  return { dir, ...(await dir.mlx(command)) };
}

describe('ingest.combine', () => {
  it('joins, says what became of the rows, and keeps it in the artifact', async () => {
    const steps = `    - from: invoices
    - { join: customers, on: { customer: id } }
`;
    const { dir, exitCode, stderr } = await answer(steps, 'ingest --verbose');
    await using _ = dir;
    expect(stderr).toContain(
      'join customers: 4 rows → 4 rows; 3 have a match, 1 row of customers without one is left out',
    );
    expect(exitCode).toBe(0);
    const name = (await dir.files()).find((file) => file.endsWith('ingest.json')) ?? '';
    expect(JSON.parse(await dir.read(name))).toMatchObject({
      table: {
        rows: 4,
        columns: [{ name: 'customer' }, { name: 'total' }, { name: 'at' }, { name: 'country' }],
      },
      sources: [
        { name: 'customers', rows: 3 },
        { name: 'invoices', rows: 4 },
      ],
    });
  });

  it('refuses to multiply rows unless told to, with examples, place and exit code', async () => {
    const steps = `    - from: customers
    - { join: invoices, on: { id: customer } }
`;
    const { dir, exitCode, stderr } = await answer(steps, 'ingest');
    await using _ = dir;
    expect(exitCode).toBe(4);
    expect(stderr).toContain('1 row has several matches in invoices: `1` matches 2 rows');
    expect(stderr).toContain('customers.csv:2');
    expect(stderr).toContain('expect: many');
  });

  it.each(['ingest', 'validate'])('points at names that are not there: %s', async (command) => {
    const steps = `    - from: custmers
    - { join: invoices, on: id }
`;
    const { dir, exitCode, stderr } = await answer(steps, command);
    await using _ = dir;
    expect(exitCode).toBe(3);
    expect(stderr).toContain('mlx.yaml:5:13 There is no source `custmers`');
    expect(stderr).toContain('Did you mean `customers`?');
  });

  it('points at a column that is not there, with the nearest that is', async () => {
    const steps = `    - from: invoices
    - join: customers
      on: { custmer: id }
`;
    const { dir, exitCode, stderr } = await answer(steps, 'validate');
    await using _ = dir;
    expect(exitCode).toBe(3);
    expect(stderr).toContain('`custmer` is no column of the table so far');
    expect(stderr).toContain('mlx.yaml:7:');
    expect(stderr).toContain('Did you mean `customer`?');
  });

  it('names both fixes when a join would bring a column that is there already', async () => {
    const dir = await ProjectDir.with({
      'a.csv': 'id,total\n1,2\n',
      'customers.csv': 'id,total\n1,3\n',
      'mlx.yaml': `task: { type: regression, target: total }
ingest:
  sources: { a: a.csv, customers: customers.csv }
  combine: [{ from: a }, { join: customers, on: id }]
`,
    });
    await using _ = dir;
    const { exitCode, stderr } = await dir.mlx('validate');
    expect(exitCode).toBe(3);
    expect(stderr).toContain('prefix: customers_');
    expect(stderr).toContain('columns: [...]');
  });

  it('lists in the artifact where sources disagree', async () => {
    const dir = await ProjectDir.with({
      'crm.csv': 'id,plan,total\n1,pro,1\n2,basic,2\n',
      'billing.csv': 'id,plan\n1,basic\n2,basic\n',
      'mlx.yaml': `task: { type: regression, target: total }
ingest:
  sources: { crm: crm.csv, billing: billing.csv }
  combine: [{ merge: { sources: [crm, billing], on: id } }]
`,
    });
    await using _ = dir;
    const { stderr } = await dir.mlx('ingest');
    expect(stderr).toContain('the sources disagree on `plan` of 1 key (precedence)');
    const name = (await dir.files()).find((file) => file.endsWith('conflicts.jsonl')) ?? '';
    const lines = (await dir.read(name)).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { key: '1', field: 'plan', source: 'crm', value: 'pro', wins: true },
      { key: '1', field: 'plan', source: 'billing', value: 'basic', wins: false },
    ]);
  });

  it('warns of a source that no step uses', async () => {
    const { dir, stderr } = await answer('    - from: invoices\n', 'ingest');
    await using _ = dir;
    expect(stderr).toContain('No step of `ingest.combine` uses source customers');
  });

  it('tells a text from a number before it joins nothing', async () => {
    const dir = await ProjectDir.with({
      'a.csv': 'code,total\n007,2\n008,3\n',
      'b.csv': 'code,name\n7,x\n8,y\n',
      'mlx.yaml': `task: { type: regression, target: total }
ingest:
  sources: { a: a.csv, b: b.csv }
  combine: [{ from: a }, { join: b, on: code }]
`,
    });
    await using _ = dir;
    const { exitCode, stderr } = await dir.mlx('ingest');
    expect(exitCode).toBe(4);
    expect(stderr).toContain('`code` of a is of type category, such as `007`');
    expect(stderr).toContain('`code` of b is of type integer, such as `7`');
    expect(stderr).toContain('code: category');
  });
});
