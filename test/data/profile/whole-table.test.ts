import { describe, expect, it } from 'vitest';
import { profiledCsv } from './profiled.js';

describe('the table', () => {
  it('counts duplicate rows, with and without ids', async () => {
    const rows = Array.from(
      { length: 25 },
      (_, at) => `${at + 1},${at % 5},${at % 5 === 1 ? '' : 'a'}`,
    );
    const withIds = await profiledCsv(['id,x,y', ...rows].join('\n'));
    expect(withIds.duplicates).toMatchObject({ rows: 0, besideIds: 20 });
    const without = await profiledCsv(
      ['x,y', ...rows.map((row) => row.replace(/^\d+,/, ''))].join('\n'),
    );
    expect(without.duplicates).toMatchObject({
      rows: 20,
      examples: [{ of: 0, row: 5 }, {}, {}, {}, {}],
    });
  });

  it('counts what is missing together', async () => {
    const profile = await profiledCsv('a,b,c\n1,,\n2,,\n3,x,\n4,y,z\n,y,z\n');
    expect(profile.missing).toEqual({
      cells: 6,
      rows: 4,
      patternsInAll: 3,
      columns: 3,
      patterns: [
        { columns: ['c', 'b'], rows: 2 },
        { columns: ['a'], rows: 1 },
        { columns: ['c'], rows: 1 },
      ].toSorted((a, b) => b.rows - a.rows || (a.columns[0] === 'c' ? -1 : 1)),
    });
  });

  it('says what gives the target away, and that an id does not', async () => {
    const rows = Array.from({ length: 400 }, (_, at) => {
      const yes = (at * 7919) % 13 < 5;
      return `k${at},${yes ? 'paid' : 'open'},${(at * 31) % 17},${yes ? 'yes' : 'no'}`;
    });
    const profile = await profiledCsv(['key,state,noise,churned', ...rows].join('\n'), {
      target: { name: 'churned' },
      columns: { key: { role: 'feature' } },
    });
    const powers = new Map(profile.target?.relations.map(({ column, power }) => [column, power]));
    expect(powers.get('state')).toBeGreaterThan(0.95);
    expect(powers.get('noise')).toBeLessThan(0.05);
    expect(powers.get('key')).toBe(0);
    expect(profile.suspicions[0]).toMatchObject({
      kind: 'leak',
      weight: 'high',
      columns: ['state'],
    });
  });

  it('finds leaks of numbers, also of a long tail', async () => {
    const rows = Array.from({ length: 300 }, (_, at) => {
      const price = Math.exp(((at * 37) % 300) / 30);
      return `${(price * 1.19).toFixed(4)},${(at * 11) % 7},${price.toFixed(4)}`;
    });
    const profile = await profiledCsv(['gross,n,price', ...rows].join('\n'), {
      target: { name: 'price' },
    });
    expect(profile.suspicions.filter(({ kind }) => kind === 'leak')).toMatchObject([
      { columns: ['gross'] },
    ]);
  });

  it('warns of a rare class', async () => {
    const rows = Array.from(
      { length: 500 },
      (_, at) => `${at % 7},${at % 125 === 0 ? 'yes' : 'no'}`,
    );
    const profile = await profiledCsv(['x,fraud', ...rows].join('\n'), {
      target: { name: 'fraud' },
    });
    expect(profile.suspicions).toContainEqual({
      kind: 'imbalance',
      weight: 'high',
      columns: ['fraud'],
      numbers: { rows: 4, share: 0.008, classes: 2 },
      examples: ['yes'],
    });
  });

  it('keeps the values of personal data out', async () => {
    const rows = Array.from({ length: 30 }, (_, at) => `ann${at % 5}@example.org,${at % 3}`);
    const profile = await profiledCsv(['mail,x', ...rows].join('\n'), {
      personal: [{ column: 'mail', what: 'e-mail addresses', matches: 30, of: 30 }],
    });
    expect(JSON.stringify(profile)).not.toContain('example.org');
    expect(profile.suspicions[0]).toMatchObject({
      kind: 'personal-data',
      numbers: { matches: 30 },
    });
  });

  it('keeps personal numbers and times out as well', async () => {
    const rows = Array.from(
      { length: 40 },
      (_, at) => `${5_550_000 + at * 7},19${60 + (at % 30)}-03-0${1 + (at % 9)},${at % 3}`,
    );
    const personal = ['phone', 'born'].map((column) => {
      return { column, what: 'things of people', matches: 40, of: 40 };
    });
    const profile = await profiledCsv(['phone,born,x', ...rows].join('\n'), { personal });
    expect(JSON.stringify(profile.columns.slice(0, 2))).not.toMatch(/55\d{5}|19\d\d-/);
    const bare = await profiledCsv(['phone,born,x', ...rows].join('\n'));
    expect(profile.associations).toEqual(bare.associations);
  });
});
