import { describe, expect, it } from 'vitest';
import { projectWith, typesOf } from '../project.js';

/** As Debezium writes them for PostgreSQL, with the schema of the envelope beside the payload. */
const schema = {
  type: 'struct',
  name: 'pg.public.customers.Envelope',
  fields: [
    {
      type: 'struct',
      field: 'after',
      fields: [
        { type: 'int32', field: 'id' },
        { type: 'string', field: 'first_name' },
        { type: 'string', field: 'email' },
        { type: 'int64', name: 'io.debezium.time.MicroTimestamp', field: 'created_at' },
      ],
    },
  ],
};
const source = (lsn: number): object => ({
  version: '2.7.0.Final',
  connector: 'postgresql',
  db: 'shop',
  lsn,
});
const record = (op: string, lsn: number, rows: { before?: object; after?: object }): string =>
  JSON.stringify({
    schema,
    payload: {
      before: null,
      after: null,
      ...rows,
      op,
      source: source(lsn),
      ts_ms: 1_700_000_000_000 + lsn,
    },
  });

const micros = Date.parse('2026-03-01T12:00:00.250Z') * 1000;
const anne = {
  id: 1004,
  first_name: 'Anne Marie',
  email: 'annek@noanswer.org',
  created_at: micros,
};
const records = [
  record('r', 1, {
    after: { id: 1001, first_name: 'Sally', email: 'sally@acme.com', created_at: micros },
  }),
  record('c', 5, { after: { ...anne, first_name: 'Anne' } }),
  // Out of order: the later update stands before the earlier one.
  record('u', 9, { before: anne, after: { ...anne, email: '__debezium_unavailable_value' } }),
  record('u', 7, { after: { ...anne, first_name: 'Ann', email: 'anne@new.org' } }),
  record('d', 12, { before: { id: 1001 } }),
  JSON.stringify({ schema: null, payload: null }),
  record('c', 15, { after: { id: 1005, first_name: 'Kim', email: null, created_at: micros } }),
];

const cdc = { name: 'cdc', type: 'jsonl', params: { path: 'cdc.jsonl' } };

describe('records as Debezium writes them', () => {
  it('make the table they tell of: snapshot, create, update out of order, delete, tombstone', async () => {
    const project = await projectWith({ 'cdc.jsonl': `${records.join('\n')}\n` });
    const result = await project.ingest(
      'jsonl',
      {},
      { sources: [cdc], combine: [{ changes: { source: 'cdc', key: 'id', order: 'source.lsn' } }] },
    );
    expect(typesOf(result)).toEqual({
      id: 'integer',
      first_name: 'category',
      email: 'category',
      created_at: 'timestamp',
    });
    const created_at = '2026-03-01T12:00:00.250Z';
    expect(await project.rows()).toEqual([
      { id: 1004, first_name: 'Anne Marie', email: 'anne@new.org', created_at },
      { id: 1005, first_name: 'Kim', email: null, created_at },
    ]);
  });

  it('change a table that was read from elsewhere', async () => {
    const project = await projectWith({
      'cdc.jsonl': `${records.join('\n')}\n`,
      'now.csv':
        'id,first_name,email,created_at\n1001,Sally,s@a.com,2026-01-01\n7,Bob,b@b.org,2026-01-02\n',
    });
    const now = { name: 'now', type: 'csv', params: { path: 'now.csv' } };
    const steps = [{ from: 'now' }, { changes: { source: 'cdc', key: 'id', order: 'source.lsn' } }];
    const { notes } = await project.ingest('csv', {}, { sources: [now, cdc], combine: steps });
    expect((await project.rows()).map(({ id, first_name }) => [id, first_name])).toEqual([
      [7, 'Bob'],
      [1004, 'Anne Marie'],
      [1005, 'Kim'],
    ]);
    expect(notes).toContain(
      'changes cdc: 2 rows → 3 rows; by 6 records 2 were added, 0 changed, 1 removed',
    );
  });

  it('are refused with file and line when they do not say what happened', async () => {
    const odd = JSON.stringify({ op: 'x', before: null, after: { id: 1, first_name: 'Q' } });
    const fine = JSON.stringify({ op: 'c', before: null, after: { id: 2, first_name: 'R' } });
    const project = await projectWith({ 'cdc.jsonl': `${fine}\n${odd}\n` });
    const ingesting = project.ingest(
      'jsonl',
      {},
      { sources: [cdc], combine: [{ changes: { source: 'cdc', key: 'id' } }] },
    );
    await expect(ingesting).rejects.toMatchObject({
      code: 'combine/change-record',
      message: 'changes cdc: a record says `x`, which is no change',
      place: { file: 'cdc.jsonl', line: 2 },
    });
  });
});
