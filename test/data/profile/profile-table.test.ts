import { describe, expect, it } from 'vitest';
import type { Profile } from '../../../src/data/profile/profile.js';
import { columnOf, profiledCsv } from './profiled.js';

const kindsOf = ({ suspicions }: Profile, column?: string): readonly string[] =>
  suspicions
    .filter(({ columns }) => column === undefined || columns.includes(column))
    .map(({ kind }) => kind);

describe('numbers', () => {
  it('have exact moments, quantiles, signs and bins', async () => {
    const profile = await profiledCsv('x\n-2\n0\n0\n1\n4\nNA\n9\n');
    const { numbers, distinct, missing, top } = columnOf(profile, 'x');
    expect({ distinct, missing, top }).toEqual({
      distinct: 5,
      missing: 1,
      top: [
        { value: '0', count: 2 },
        { value: '-2', count: 1 },
        { value: '1', count: 1 },
        { value: '4', count: 1 },
        { value: '9', count: 1 },
      ],
    });
    expect(numbers).toMatchObject({ min: -2, max: 9, mean: 2, zeros: 2, negatives: 1 });
    // By hand: squares 16+4+4+1+4+49 = 78, cubes -64-8-8-1+8+343 = 270.
    expect(numbers?.sd).toBeCloseTo(Math.sqrt(78 / 5), 10);
    expect(numbers?.skew).toBeCloseTo((6 * Math.sqrt(5) * 270) / (4 * 78 ** 1.5), 10);
    expect(numbers?.quantiles.find(({ fraction }) => fraction === 0.25)?.value).toBe(0);
    expect(numbers?.quantiles.find(({ fraction }) => fraction === 0.75)?.value).toBe(3.25);
    expect(numbers?.histogram?.counts.reduce((sum, count) => sum + count, 0)).toBe(6);
  });

  it('of a long tail show the middle, and count the tails', async () => {
    const rows = Array.from({ length: 1000 }, (_, at) => String(at % 50));
    const profile = await profiledCsv(['x', ...rows, '1000000', '-900000'].join('\n'));
    const { histogram, outliers } = columnOf(profile, 'x').numbers ?? {};
    expect(histogram).toMatchObject({ above: 1 });
    expect(histogram?.below).toBeGreaterThanOrEqual(1);
    const inside = histogram?.counts.reduce((sum, count) => sum + count, 0) ?? 0;
    expect(inside + (histogram?.below ?? 0) + (histogram?.above ?? 0)).toBe(1002);
    expect(outliers).toMatchObject({
      below: 1,
      above: 1,
      examples: [
        { row: 1000, value: 1_000_000 },
        { row: 1001, value: -900_000 },
      ],
    });
    expect(kindsOf(profile, 'x')).toContain('outliers');
  });

  it('beyond 2^53 are told apart', async () => {
    const profile = await profiledCsv(
      'x\n9007199254740993\n9007199254740992\n9007199254740994\n9007199254740992\n',
    );
    expect(columnOf(profile, 'x')).toMatchObject({ type: 'integer', distinct: 3 });
  });

  it('with a large mean keep their spread', async () => {
    const profile = await profiledCsv(['x', ...[1, 2, 3, 4].map((at) => 1e9 + at / 10)].join('\n'));
    expect(columnOf(profile, 'x').numbers?.sd).toBeCloseTo(0.129_099_444_9, 6);
  });

  it('that stand for a missing value are suspected where they stand apart', async () => {
    const values = Array.from({ length: 60 }, (_, at) => String(20 + (at % 30)));
    const profile = await profiledCsv(['age', ...values, '-999', '-999'].join('\n'));
    expect(profile.suspicions.find(({ kind }) => kind === 'placeholder')).toMatchObject({
      columns: ['age'],
      numbers: { rows: 2, value: -999, nearest: 20 },
    });
    const honest = await profiledCsv(
      ['depth', ...Array.from({ length: 60 }, (_, at) => String(-970 - at))].join('\n'),
    );
    expect(kindsOf(honest)).not.toContain('placeholder');
  });
});

describe('times', () => {
  it('have a range, weekdays, hours, a step and gaps', async () => {
    const days = Array.from({ length: 30 }, (_, at) =>
      new Date(Date.UTC(2026, 0, at < 15 ? at + 1 : at + 31, 6)).toISOString().slice(0, 19),
    );
    const profile = await profiledCsv(['at', ...days].join('\n'));
    const { times } = columnOf(profile, 'at');
    expect(times).toMatchObject({
      min: '2026-01-01T06:00:00.000Z',
      max: '2026-03-01T06:00:00.000Z',
      step: { ms: 86_400_000, count: 28, of: 29 },
    });
    expect(times?.gaps[0]).toEqual({
      from: '2026-01-15T06:00:00.000Z',
      to: '2026-02-15T06:00:00.000Z',
      ms: 31 * 86_400_000,
    });
    expect(times?.hours[6]).toBe(30);
    // 1 January 2026 was a Thursday; 15 days from it and 15 from 15 February, a Sunday.
    expect(times?.weekdays).toEqual([4, 4, 4, 5, 4, 4, 5]);
    expect(kindsOf(profile)).toContain('time-gap');
  });

  it('that mean "for ever" are suspected', async () => {
    const profile = await profiledCsv(
      'until\n2026-01-01\n2026-02-01\n2026-03-05\n9999-12-31\n9999-12-31\n',
    );
    expect(profile.suspicions.find(({ kind }) => kind === 'placeholder')).toMatchObject({
      numbers: { rows: 2 },
      examples: ['9999-12-31'],
    });
  });
});

describe('texts', () => {
  it('say their lengths, words and most frequent values', async () => {
    const profile = await profiledCsv('c\nred\nred\nblue\n\ndark red\n');
    expect(columnOf(profile, 'c')).toMatchObject({
      distinct: 3,
      top: [{ value: 'red', count: 2 }, { value: 'blue' }, { value: 'dark red' }],
      texts: { minLength: 3, maxLength: 8, meanLength: 4.5, words: 1.25, padded: 0 },
    });
    expect(columnOf(profile, 'c').texts?.entropy).toBeCloseTo(1.5, 10);
  });

  it('written in several ways are found: case, formats, words for nothing', async () => {
    const codes = Array.from({ length: 40 }, (_, at) => `A-${100 + (at % 20)}`);
    const rows = codes.map(
      (code, at) => `${code},${['Yes', 'yes', 'no', 'unknown'][at % 4] ?? ''}`,
    );
    const profile = await profiledCsv(['code,answer', ...rows, '17/A,no'].join('\n'));
    expect(kindsOf(profile, 'code')).toContain('mixed-formats');
    expect(kindsOf(profile, 'answer')).toEqual(['placeholder', 'variants']);
    expect(columnOf(profile, 'code').texts?.shapes[0]).toEqual({
      ...{ shape: 'a-9', rows: 40, example: 'A-100' },
    });
  });
});

describe('a table with next to nothing in it', () => {
  it.each([
    ['one row', 'a,b,c\n1,x,2026-01-01\n'],
    ['columns without values', 'a,b\n1,\n2,\n'],
    ['one value', 'a,b\n1,x\n1,x\n'],
    ['no pairs', 'a\n1\n2\n'],
  ])('of %s has a whole profile', async (_, csv) => {
    const profile = await profiledCsv(csv);
    expect(JSON.stringify(profile)).not.toMatch(/NaN|Infinity|undefined/);
    expect(JSON.parse(JSON.stringify(profile))).toEqual(profile);
  });

  it('names columns that say nothing', async () => {
    const rows = Array.from({ length: 30 }, (_, at) => `${at % 4},same,`);
    const profile = await profiledCsv(['x,constant,empty', ...rows].join('\n'));
    expect(kindsOf(profile, 'constant')).toEqual(['constant']);
    expect(kindsOf(profile, 'empty')).toEqual(['empty']);
  });
});

it('whatever columns and values are called, they are only that', async () => {
  const names = [`a"b`, `'; DROP TABLE x; --`, `{{x}}`, 'ünï cödé', '%s', '\\'];
  const header = names.map((name) => `"${name.replaceAll('"', '""')}"`).join(',');
  const value = `"'); DELETE FROM profile_counts; --"`;
  const rows = Array.from({ length: 30 }, (_, at) =>
    names.map((_name, place) => (place % 2 === 0 ? at % 7 : value)).join(','),
  );
  const profile = await profiledCsv([header, ...rows].join('\n'), {
    target: { name: names[1] ?? '' },
  });
  expect(profile.columns.map(({ name }) => name)).toEqual(names);
  expect(columnOf(profile, names[1] ?? '').top).toEqual([
    { value: `'); DELETE FROM profile_counts; --`, count: 30 },
  ]);
});

it('columns may have the names that the queries use', async () => {
  const names = ['v', 'n', 'w', 'r', 'a', 'pattern', 'rows', 'value', 'count', 'shape', 'first'];
  const rows = Array.from({ length: 40 }, (_, at) =>
    names.map((_name, place) =>
      (at + place) % 5 === 0 ? '' : place % 2 === 0 ? at % 4 : `k${at % 3}`,
    ),
  );
  const plain = await profiledCsv([names.map((_, at) => `column_${at}`), ...rows].join('\n'));
  const named = await profiledCsv([names, ...rows].join('\n'));
  const renamed = JSON.stringify(plain).replaceAll(/"column_(\d+)"/g, (_, at: string) =>
    JSON.stringify(names[Number(at)]),
  );
  const { columns, missing, duplicates } = JSON.parse(renamed) as Profile;
  expect(named).toMatchObject({ columns, missing, duplicates });
});

it('the same table gives the same profile, to the last digit', async () => {
  const rows = Array.from({ length: 20_000 }, (_, at) => {
    const x = Math.sin(at) * 1000;
    return `${x.toFixed(5)},${(x / 3 + Math.cos(at * 7)).toFixed(5)},${at % 11 === 0 ? '' : `g${at % 9}`}`;
  });
  const csv = ['x,y,g', ...rows].join('\n');
  const [first, second] = [await profiledCsv(csv), await profiledCsv(csv)];
  expect(JSON.stringify(first)).toBe(JSON.stringify(second));
});
