import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requireAnonymity } from '../../../src/data/privacy/k-anonymity.js';
import { firstDayKept, retain } from '../../../src/data/privacy/retention.js';
import { draftOf, openBench, valuesOf } from './drafts.js';

describe('k-anonymity', () => {
  it('counts the groups as plain code does, and suppressing leaves only large and diverse ones', async () => {
    const bench = await openBench();
    const cell = fc.option(fc.constantFrom('a', 'b', "c'"), { nil: undefined });
    const row = fc.record({ zip: cell, sex: cell, illness: fc.constantFrom('x', 'y') });
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 2, max: 6 }),
        fc.boolean(),
        async (rows, k, diverse) => {
          const column = (name: 'zip' | 'sex' | 'illness') => ({
            type: 'category' as const,
            values: rows.map((each) => each[name]),
          });
          const draft = await draftOf(bench, {
            zip: column('zip'),
            sex: column('sex'),
            illness: column('illness'),
          });
          const groups = new Map<string, string[]>();
          for (const { zip, sex, illness } of rows) {
            const group = JSON.stringify([zip, sex]);
            groups.set(group, [...(groups.get(group) ?? []), illness]);
          }
          const short = [...groups.values()].filter(
            (group) => group.length < k || (diverse && new Set(group).size < 2),
          );
          const wish = {
            k,
            quasi: ['zip', 'sex'],
            ...(diverse && { sensitive: 'illness', l: 2 }),
          };
          const { anonymity } = await requireAnonymity(draft, { ...wish, else: 'warn' }, bench);
          expect(anonymity.groups).toBe(groups.size);
          expect(anonymity.smallest).toBe(
            Math.min(...[...groups.values()].map(({ length }) => length)),
          );
          const left = rows.length - short.flat().length;
          const suppressed = requireAnonymity(draft, { ...wish, else: 'suppress' }, bench);
          if (left === 0) {
            await expect(suppressed).rejects.toMatchObject({ code: 'privacy/k-anonymity' });
            return;
          }
          const done = await suppressed;
          const kept = await valuesOf(bench, done.draft, '__row');
          expect(kept).toHaveLength(left);
          expect(kept).toEqual(kept.toSorted((a, b) => Number(a) - Number(b)));
          expect(done.moved?.rows ?? 0).toBe(short.flat().length);
          const again = await requireAnonymity(done.draft, { ...wish, else: 'fail' }, bench);
          expect(again.anonymity.small.rows).toBe(0);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('stops with numbers and a next step', async () => {
    const bench = await openBench();
    const draft = await draftOf(bench, {
      age: { type: 'integer', values: [30, 30, 30, 41, 52, 52] },
    });
    const wish = { k: 3, quasi: ['age'], else: 'fail' } as const;
    await expect(requireAnonymity(draft, wish, bench)).rejects.toMatchObject({
      code: 'privacy/k-anonymity',
      exitCode: 4,
      message: '3 rows are in 2 groups of fewer than 3 that share `age`; the smallest group has 1',
      hints: expect.arrayContaining([expect.stringContaining('generalise')]) as string[],
    });
  });
});

describe('retention', () => {
  it('keeps no row a day too long, and moves once a month', () => {
    for (const day of ['2026-11-01', '2026-11-15', '2026-11-30']) {
      const from = firstDayKept(365, new Date(`${day}T12:00:00Z`));
      expect(from).toBe('2025-12-01');
      const oldest =
        (Date.parse(`${day}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000;
      expect(oldest).toBeLessThanOrEqual(365);
    }
    expect(firstDayKept(365, new Date('2026-12-01T00:00:00Z'))).toBe('2026-01-01');
  });

  it('leaves old rows out, keeps and counts those without a date', async () => {
    const bench = await openBench();
    const draft = await draftOf(bench, {
      at: { type: 'timestamp', values: ['2024-01-01', '2026-01-01', undefined, '2025-12-01'] },
    });
    const done = await retain(draft, { column: 'at', from: '2025-12-01' }, bench);
    expect(await valuesOf(bench, done.draft, '__row')).toEqual([3, 6, 9]);
    expect(done).toMatchObject({ undated: 1, moved: { rows: 1 } });
  });
});
