import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { env } from 'node:process';
import { describe, expect, it } from 'vitest';
import { projectWith } from '../project.js';
import { columnOf, profiledSource } from './profiled.js';

const data = resolve(env['MLX_TEST_DATA'] ?? join(import.meta.dirname, '../../../../shared/data'));

/** Figures of pandas 3.1 and scipy 1.17; bench/compare-profile.mjs compares all of them. */
describe.skipIf(!existsSync(data))(`profiles of real data sets (in ${data})`, () => {
  it('Titanic: what pandas says, and what is odd about cabins', async () => {
    const path = join(data, 'tabular/titanic/train.csv');
    const profile = await profiledSource(
      await projectWith({}),
      { path },
      { target: { name: 'Survived' } },
    );
    const { numbers } = columnOf(profile, 'Age');
    expect(numbers?.mean).toBeCloseTo(29.699113025210085, 9);
    expect(numbers?.sd).toBeCloseTo(14.526506685969478, 9);
    expect(numbers?.skew).toBeCloseTo(0.3891040731555135, 9);
    const pair = profile.associations.pairs.find(({ a, b }) => a === 'Pclass' && b === 'Fare');
    expect(pair?.pearson).toBeCloseTo(-0.5494996199439078, 9);
    expect(profile.suspicions.filter(({ weight }) => weight === 'medium')).toMatchObject([
      { kind: 'mostly-missing', columns: ['Cabin'] },
      { kind: 'mixed-formats', columns: ['Cabin'] },
    ]);
    expect(profile.target?.relations[0]?.column).toBe('Sex');
  });

  it('Adult: 24 repeated rows, 99999 for a large gain, and two columns that say the same', async () => {
    const path = join(data, 'tabular/adult/adult.data.gz');
    const profile = await profiledSource(
      await projectWith({}),
      { path, header: false },
      { target: { name: 'column_15' } },
    );
    expect(profile.duplicates.rows).toBe(24);
    expect(profile.suspicions[0]).toMatchObject({
      kind: 'placeholder',
      columns: ['column_11'],
      numbers: { value: 99_999, rows: 159 },
    });
    expect(profile.suspicions.find(({ kind }) => kind === 'same-column')?.columns).toEqual([
      ...['column_4', 'column_5'],
    ]);
    expect(JSON.stringify(profile).length).toBeLessThan(60_000);
  });
});
