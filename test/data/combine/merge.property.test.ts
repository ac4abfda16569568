import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cell } from '../../../src/data/tables/database.js';
import { CombineBench, numbered, type Row } from './combine-rows.js';

const key = fc.constantFrom<string | null>('a', 'b', "c'", null);
const word = fc.constantFrom<string | null>('x', 'y', '"', null);
const moment = fc.option(
  fc.integer({ min: 1, max: 4 }).map((day) => `2026-01-0${day} 00:00:00`),
  { freq: 4 },
);
const one = fc.array(fc.tuple(key, word, word, moment), { maxLength: 5 });
const two = fc.array(fc.tuple(key, word, moment), { maxLength: 5 });
const cases = fc.array(fc.record({ crm: one, billing: two, old: one }), {
  minLength: 1,
  maxLength: 50,
});
const rules = fc.constantFrom('precedence', 'latest', 'majority');

const columns = {
  crm: { g: 'integer', id: 'category', pho_ne: 'category', 'pl"an': 'category', at: 'timestamp' },
  billing: { g: 'integer', id: 'category', pho_ne: 'category', at: 'timestamp' },
} as const;

/** A row of any source: its cells by name; a column its source lacks is undefined. */
type Told = Readonly<Record<string, Cell | undefined>>;

describe('merge', () => {
  it.each(['lose', 'win'])('settles every field by its rule, nulls %s', async (nulls) => {
    const bench = await CombineBench.open();
    const property = fc.asyncProperty(cases, rules, rules, async (tables, phone, plan) => {
      const source = (name: 'crm' | 'billing' | 'old'): readonly Row[] => numbered(tables, name);
      const settings = {
        sources: ['crm', 'billing', 'old'],
        on: ['g', 'id'],
        rules: { default: plan, pho_ne: phone },
        ...{ time: 'at', nulls },
      };
      const combined = await bench.combine([{ merge: settings }], {
        billing: { columns: columns.billing, rows: source('billing') },
        crm: { columns: columns.crm, rows: source('crm') },
        old: { columns: columns.crm, rows: source('old') },
      });
      const all = [
        ...source('crm').map((row) => named(row, columns.crm)),
        ...source('billing').map((row) => named(row, columns.billing)),
        ...source('old').map((row) => named(row, columns.crm)),
      ];
      const groups = new Map<string, Told[]>();
      for (const [index, row] of all.entries()) {
        const text = row['id'] === null ? `${index}` : JSON.stringify([row['g'], row['id']]);
        groups.set(text, [...(groups.get(text) ?? []), row]);
      }
      const merged = [...groups.values()].map((group) => ({
        g: group[0]?.['g'],
        id: group[0]?.['id'],
        pho_ne: settle(group, 'pho_ne', { rule: phone, nulls }),
        'pl"an': settle(group, 'pl"an', { rule: plan, nulls }),
        at: settle(group, 'at', { rule: 'latest', nulls: 'lose' }),
      }));
      expect(combined.rows).toEqual(merged);
      const expected = ['pho_ne', 'pl"an'].flatMap((name) => {
        const keys = [...groups.values()].filter((group) => disagree(group, name, nulls)).length;
        return keys === 0 ? [] : [[name, keys]];
      });
      const counted = combined.conflicts.flatMap(({ fields }) => fields);
      expect(counted.map((field) => [field.name, field.keys])).toEqual(expected);
    });
    await fc.assert(property, { numRuns: 25 });
  });

  it('lists who says what, and which value wins', async () => {
    const bench = await CombineBench.open();
    const table = { id: 'category', plan: 'category' } as const;
    const { conflicts, warnings } = await bench.combine(
      [{ merge: { sources: ['crm', 'billing'], on: 'id', rules: { plan: 'majority' } } }],
      {
        crm: {
          columns: table,
          rows: [
            ['a', 'pro'],
            ['b', 'basic'],
          ],
        },
        billing: {
          columns: table,
          rows: [
            ['a', 'basic'],
            ['b', 'basic'],
            ['a', 'basic'],
          ],
        },
      },
    );
    const lines = (await readFile(conflicts[0]?.file ?? '', 'utf8')).trim().split('\n');
    const about = { key: 'a', field: 'plan', rule: 'majority' };
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { ...about, source: 'crm', value: 'pro', wins: false },
      { ...about, source: 'billing', value: 'basic', wins: true },
      { ...about, source: 'billing', value: 'basic', wins: true },
    ]);
    expect(warnings).toEqual([
      'merge crm, billing: the sources disagree on `plan` of 1 key (majority)',
    ]);
  });

  it('stops at a field whose rule is fail, and says who says what', async () => {
    const bench = await CombineBench.open();
    const table = { id: 'integer', born: 'category' } as const;
    const merging = bench.combine(
      [{ merge: { sources: ['crm', 'billing'], on: 'id', rules: { born: 'fail' } } }],
      {
        crm: {
          columns: table,
          rows: [
            ['1', '1990'],
            ['2', '1991'],
          ],
        },
        billing: {
          columns: table,
          rows: [
            ['2', '1992'],
            ['1', null],
          ],
        },
      },
    );
    await expect(merging).rejects.toMatchObject({
      code: 'combine/conflict',
      message:
        'merge crm, billing: the sources disagree on `born` of 1 key; of `2`, crm says `1991`, billing says `1992`',
      place: { file: 'crm', line: 1 },
    });
  });
});

function named(row: Row, own: Readonly<Record<string, string>>): Told {
  return Object.fromEntries(Object.keys(own).map((name, at) => [name, row[at] ?? null]));
}

interface Settling {
  readonly rule: string;
  readonly nulls: string;
}

function settle(group: readonly Told[], name: string, { rule, nulls }: Settling): Cell {
  const has = group.filter((row) => row[name] !== undefined);
  const telling = nulls === 'win' ? has : has.filter((row) => row[name] !== null);
  if (rule === 'latest') {
    const time = (row: Told): string => (row['at'] ?? '') as string;
    const [first] = telling.toSorted((a, b) =>
      time(a) < time(b) ? 1 : time(a) > time(b) ? -1 : 0,
    );
    return first?.[name] ?? null;
  }
  if (rule === 'precedence') return telling[0]?.[name] ?? null;
  const votes = (cell: Cell | undefined): number =>
    telling.filter((row) => row[name] === cell).length;
  const [most] = telling.toSorted((a, b) => votes(b[name]) - votes(a[name]));
  return most?.[name] ?? null;
}

function disagree(group: readonly Told[], name: string, nulls: string): boolean {
  const cells = group.map((row) => row[name]).filter((cell) => cell !== undefined);
  const counted = nulls === 'win' ? cells : cells.filter((cell) => cell !== null);
  return new Set(counted).size > 1;
}
