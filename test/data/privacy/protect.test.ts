import { createHmac } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pseudonymOf } from '../../../src/data/privacy/actions/pseudonymise.js';
import { KeyedHashes } from '../../../src/data/privacy/hmac-sql.js';
import { protect } from '../../../src/data/privacy/protect.js';
import { openVault, removeTokens, revealed } from '../../../src/data/privacy/vault/vault.js';
import { literal } from '../../../src/data/tables/sql.js';
import { draftOf, openBench, valuesOf } from './drafts.js';

const key = 'kX7rQ2vLm9Tz4WpB';

describe('HMAC in SQL', () => {
  it('agrees with node:crypto for any key and text', async () => {
    const { database } = await openBench();
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 200 });
    const text = fc
      .string({ unit: 'binary', maxLength: 80 })
      .filter((each) => !each.includes('\0'));
    await fc.assert(
      fc.asyncProperty(bytes, text, async (secret, message) => {
        fc.pre(Buffer.from(message).toString('utf8') === message);
        const hashes = new KeyedHashes(database);
        const hmac = await hashes.withKey(secret);
        const [row] = await database.rows<{ hmac: string }>(
          `SELECT ${hmac(literal(message))} AS hmac`,
        );
        await hashes.forget();
        expect(row?.hmac).toBe(createHmac('sha256', secret).update(message).digest('hex'));
      }),
      { numRuns: 150 },
    );
  });

  it('leaves no key behind', async () => {
    const { database } = await openBench();
    const hashes = new KeyedHashes(database);
    await hashes.withKey(key);
    await hashes.forget();
    const [row] = await database.rows<{ left: string | null }>(
      `SELECT getvariable('mlx_key_0_inner') IS NULL AND getvariable('mlx_key_0_outer') IS NULL AS left`,
    );
    expect(row?.left).toBe(true);
  });
});

describe('pseudonymise', () => {
  it('gives the same value the same pseudonym in every table, whatever its type', async () => {
    const bench = await openBench();
    const actions = { id: { action: 'pseudonymise', key, key_id: 'k1' } };
    const asNumbers = await draftOf(bench, { id: { type: 'integer', values: [17, 4, undefined] } });
    const asTexts = await draftOf(bench, { id: { type: 'category', values: ['4', '17'] } });
    const first = await protect(asNumbers, actions, bench);
    const one = await valuesOf(bench, first, 'id');
    const two = await valuesOf(bench, await protect(asTexts, actions, bench), 'id');
    expect(one).toEqual([pseudonymOf('17', { key, keyId: 'k1' }), two[0], null]);
    expect(one[0]).toBe(two[1]);
    expect(first.columns).toEqual([{ name: 'id', type: 'category' }]);
  });

  it('refuses a key that can be guessed, and does not repeat it', async () => {
    const bench = await openBench();
    const draft = await draftOf(bench, { id: { type: 'category', values: ['a'] } });
    const weak = protect(draft, { id: { action: 'pseudonymise', key: 'hunter2hunter2' } }, bench);
    await expect(weak).rejects.toMatchObject({ code: 'privacy/weak-key' });
    await expect(weak).rejects.not.toThrow(/hunter2/);
  });
});

describe('tokenise', () => {
  const vault = 'private/people.vault';
  const actions = { id: { action: 'tokenise', vault, key } };

  it('gives stable tokens that only vault and key map back', async () => {
    const bench = await openBench();
    const values = ['ann@example.com', 'bob@example.com', 'ann@example.com', undefined, 'ü "\n x'];
    const draft = await draftOf(bench, { id: { type: 'category', values } });
    const one = await valuesOf(bench, await protect(draft, actions, bench), 'id');
    const two = await valuesOf(bench, await protect(draft, actions, bench), 'id');
    expect(two).toEqual(one);
    expect(one[0]).toBe(one[2]);
    expect(one[3]).toBeNull();
    const file = join(bench.projectDir, vault);
    const text = await readFile(file, 'utf8');
    expect(text.split('\n')).toHaveLength(5);
    expect(text).not.toMatch(/ann|example/);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const opened = await openVault({ path: vault, file, key });
    const tokens = new Set(one.filter((each) => each !== null).map(String));
    const found = await revealed(opened, tokens);
    expect([...tokens].map((token) => found.get(token))).toEqual([
      'ann@example.com',
      'bob@example.com',
      'ü "\n x',
    ]);
    expect(await removeTokens(opened, new Set([String(one[0])]))).toBe(1);
    expect((await revealed(opened, tokens)).size).toBe(2);
    await expect(openVault({ path: vault, file, key: `${key}!` })).rejects.toMatchObject({
      code: 'privacy/vault',
    });
  });

  it('keeps its vault out of .mlx', async () => {
    const bench = await openBench();
    const draft = await draftOf(bench, { id: { type: 'category', values: ['a'] } });
    const inside = { id: { action: 'tokenise', vault: '.mlx/v', key } };
    await expect(protect(draft, inside, bench)).rejects.toMatchObject({ code: 'privacy/vault' });
  });
});

describe('mask', () => {
  const cases = [
    [{}, ['+1 (212) 555-0123', 'Zoë'], ['+* (***) ***-****', '***']],
    [{ keep: 'last' }, ['4111 1111 1111 1234', '1234567'], ['**** **** **** 1234', '*******']],
    [{ keep: 'first', count: 2 }, ['Meier', 'Li'], ['Me***', '**']],
    [{ keep: 'domain' }, ['ann.b@example.com', 'none'], ['***.*@example.com', '****']],
    [{ character: '\\1$&' }, ['a1'], ['\\1$&\\1$&']],
  ] as const;
  it.each(cases)('%j', async (params, values, expected) => {
    const bench = await openBench();
    const draft = await draftOf(bench, { a: { type: 'category', values: [...values] } });
    const masked = await protect(draft, { a: { action: 'mask', ...params } }, bench);
    expect(await valuesOf(bench, masked, 'a')).toEqual(expected);
  });
});

describe('generalise', () => {
  const cases = [
    ['integer', { width: 10 }, [37, -1, 40], [30, -10, 40], 'integer'],
    ['number', { width: 0.5 }, [1.74, 2], [1.5, 2], 'number'],
    [
      'integer',
      { bins: [18, 65] },
      [17, 18, 64, 65],
      ['< 18', '18 to 65', '18 to 65', '>= 65'],
      'category',
    ],
    ['category', { prefix: 3 }, ['10057', 'SW1A 1AA'], ['100', 'SW1'], 'category'],
    [
      'category',
      { map: { MSc: 'high', "O'x": 'low' } },
      ['MSc', "O'x", '?'],
      ['high', 'low', 'other'],
      'category',
    ],
    [
      'category',
      { network: 24 },
      ['10.1.2.3', '2001:db8::1', '::1', 'x'],
      ['10.1.2.0/24', '2001:db8:0::/48', '0:0:0::/48', null],
      'category',
    ],
    ['category', { network: 8 }, ['10.1.2.3'], ['10.0.0.0/8'], 'category'],
    ['timestamp', { to: 'month' }, ['1987-05-17 13:00:00'], ['1987-05-01 00:00:00'], 'timestamp'],
    ['timestamp', { to: 'decade' }, ['1987-05-17 13:00:00'], ['1980-01-01 00:00:00'], 'timestamp'],
  ] as const;
  it.for(cases)('%s by %j', async ([type, params, values, expected, after]) => {
    const bench = await openBench();
    const draft = await draftOf(bench, { a: { type, values: [...values, undefined] } });
    const done = await protect(draft, { a: { action: 'generalise', ...params } }, bench);
    const text =
      type === 'timestamp'
        ? `(SELECT __row, CAST(a AS VARCHAR) AS a FROM ${done.relation})`
        : done.relation;
    expect(await valuesOf(bench, { ...done, relation: text }, 'a')).toEqual([...expected, null]);
    expect(done.columns).toEqual([{ name: 'a', type: after }]);
  });

  it('says which type it needs', async () => {
    const bench = await openBench();
    const draft = await draftOf(bench, { a: { type: 'category', values: ['x'] } });
    const wrong = protect(draft, { a: { action: 'generalise', to: 'year' } }, bench);
    await expect(wrong).rejects.toMatchObject({ code: 'privacy/action-type' });
  });
});

describe('any action', () => {
  it('keeps the order and number of rows, and stands any name and value', async () => {
    const bench = await openBench();
    const name = fc.constantFrom('a', `x"; DROP TABLE t; --`, `it's`, 'Straße 🙂', 'sel\\ect');
    const value = fc.option(fc.string({ unit: 'grapheme', maxLength: 12 }), { nil: undefined });
    const action = fc.constantFrom<Record<string, unknown> & { action: string }>(
      { action: 'mask', keep: 'last', count: 2 },
      { action: 'mask', character: `'` },
      { action: 'pseudonymise', key, key_id: `'); --` },
      { action: 'generalise', prefix: 2 },
      { action: 'generalise', map: { "a'b": `c"d` }, other: `'` },
      { action: 'tokenise', vault: 'a.vault', key },
      { action: 'keep' },
    );
    await fc.assert(
      fc.asyncProperty(
        name,
        fc.array(value, { minLength: 1, maxLength: 8 }),
        action,
        async (column, values, settings) => {
          const clean = values.map((each) => each?.replaceAll('\0', ''));
          const draft = await draftOf(bench, { [column]: { type: 'category', values: clean } });
          const done = await protect(draft, { [column]: settings as never }, bench);
          const before = await valuesOf(bench, draft, column);
          const after = await valuesOf(bench, done, column);
          expect(after.map((each) => each === null)).toEqual(before.map((each) => each === null));
          const [rows] = await bench.database.rows<{ same: boolean }>(
            `SELECT bool_and(a.__row = b.__row) AS same FROM ${draft.relation} AS a POSITIONAL JOIN ${done.relation} AS b`,
          );
          expect(rows?.same).toBe(true);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('takes a dropped column out of the relation', async () => {
    const bench = await openBench();
    const draft = await draftOf(bench, {
      a: { type: 'category', values: ['x'] },
      b: { type: 'integer', values: [1] },
    });
    const done = await protect(draft, { a: { action: 'drop' } }, bench);
    expect(done.columns).toEqual([{ name: 'b', type: 'integer' }]);
    await expect(valuesOf(bench, done, 'a')).rejects.toThrow();
  });
});
