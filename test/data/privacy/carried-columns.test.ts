import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/contracts/json.js';
import type { ColumnsSettings } from '../../../src/data/columns/column-settings.js';
import type { ActionSettings } from '../../../src/data/privacy/protect.js';
import { projectWith } from '../project.js';

const files = {
  'a.csv': 'id,email,age\n1,HUSH@a.org,31\n2,b@b.org,42\n',
  'b.csv': 'id,email\n1,HUSH@x.org\n',
};

async function ingested(more: {
  readonly columns?: ColumnsSettings;
  readonly combine?: readonly JsonObject[];
  readonly privacy: Readonly<Record<string, ActionSettings>>;
}) {
  const { privacy, combine = [], columns = {} } = more;
  const project = await projectWith(files);
  const names = combine.length === 0 ? ['a'] : ['a', 'b'];
  await project.ingest(
    'csv',
    {},
    {
      sources: names.map((name) => ({ name, type: 'csv', params: { path: `${name}.csv` } })),
      ...{ columns, combine },
      privacy: { detect: 'off', columns: privacy },
      scratch: join(project.folder, 'scratch'),
    },
  );
  return project.rows();
}

const drop = { action: 'drop' };
const prefixed = [{ from: ['a'] }, { join: 'b', on: 'id', how: 'left', prefix: 'c_' }];
const domain = { expression: `split_part(email, '@', 2)` };
const counted = {
  aggregate: { by: ['id'], columns: { mail: { first: 'email' }, n: { count: 'email' } } },
};

describe('a column made of a protected one', () => {
  it.each([
    [{ columns: { domain } }, ['columns', 'domain', 'expression']],
    [
      { columns: { a: { expression: 'lower(z)' }, z: { expression: 'email' } } },
      ['columns', 'z', 'expression'],
    ],
    [{ columns: { before: { lag: { of: 'email', order: 'id' } } } }, ['columns', 'before', 'lag']],
    [{ combine: prefixed }, ['combine', 1, 'prefix']],
    [{ combine: [{ from: ['a'] }, counted] }, ['combine', 1, 'aggregate', 'columns', 'mail']],
  ])('%j is refused where it is made', async (more, path) => {
    await expect(ingested({ ...more, privacy: { email: drop } })).rejects.toMatchObject({
      code: 'privacy/carried',
      problems: expect.arrayContaining([expect.objectContaining({ path })]) as unknown,
    });
  });

  it('goes through when it is named, too', async () => {
    const kept = await ingested({
      columns: { domain, short: { expression: 'length(domain)' } },
      privacy: { email: drop, domain: { action: 'keep' } },
    });
    expect(Object.keys(kept[0] ?? {})).toEqual(['id', 'age', 'domain', 'short']);
    const joined = await ingested({ combine: prefixed, privacy: { email: drop, c_email: drop } });
    expect(Object.keys(joined[0] ?? {})).toEqual(['id', 'age']);
  });
});

describe('derived columns', () => {
  it('may use each other in any order', async () => {
    const rows = await ingested({
      columns: { a: { expression: 'z + 1' }, z: { expression: 'age * 2' } },
      privacy: {},
    });
    expect(rows[0]).toMatchObject({ a: 63, z: 62 });
  });

  it('in a circle are named', async () => {
    const columns = { a: { expression: 'z + 1' }, z: { expression: 'a * 2' } };
    await expect(ingested({ columns, privacy: {} })).rejects.toMatchObject({
      code: 'data/circular',
      problems: [{ message: 'Columns are worked out from each other: `a` from `z` from `a`' }],
    });
  });
});
