import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Task } from '../../../src/contracts/task.js';
import type { FittedFeatures } from '../../../src/data/features/fitted-features.js';
import { numbers, strings } from './column-stats.js';
import { fit, rowsOf, valuesOf } from './fitting.js';

/** What scikit-learn 1.9.1 gives: `bench/features-reference.py`. */
function fixture(name: string): unknown {
  const file = new URL(`fixtures/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8'));
}

interface NumberCase {
  readonly name: string;
  readonly train: readonly number[];
  readonly later: readonly number[];
  readonly robust: readonly number[];
  readonly 'quantile normal': readonly number[];
  readonly 'quantile uniform': readonly number[];
  readonly 'yeo-johnson': { readonly lambda: number; readonly values: readonly number[] };
  readonly 'bins quantile': readonly number[];
  readonly 'bins width': readonly number[];
  readonly fences: Readonly<Record<'iqr' | 'z' | 'mad', readonly [number, number]>>;
}

describe.each(fixture('numbers') as NumberCase[])('numbers that are $name', (given) => {
  const { train, later } = given;
  const fitted = (declared: object, reading: 'scaled' | 'native' = 'scaled') =>
    fit({ x: ['number', numbers(...train)] }, { x: declared as Record<string, unknown> }, reading);
  const all = { x: numbers(...train, ...later) };

  test.each([
    ['robust', { scale: 'robust' }],
    ['quantile normal', { scale: 'quantile' }],
    ['quantile uniform', { scale: 'quantile', distribution: 'uniform' }],
  ] as const)('are scaled as scikit-learn does: %s', async (name, declared) => {
    expectClose(valuesOf(await fitted(declared), all), given[name], 2e-6);
  });

  test('have the exponent of Yeo and Johnson that is most likely', async () => {
    const features = await fitted({ scale: 'yeo-johnson' });
    const { lambda, values } = given['yeo-johnson'];
    expect(features.columns[0]?.scale?.state['lambda']).toBeCloseTo(lambda, 5);
    expectClose(valuesOf(features, all), values, 1e-4);
  });

  test.each(['quantile', 'width'] as const)('fall into bins of one %s', async (edges) => {
    const declared = { bins: 5, edges, as: 'number', scale: 'none' };
    expect(valuesOf(await fitted(declared, 'native'), all)).toEqual(given[`bins ${edges}`]);
  });

  test.each(['iqr', 'z', 'mad'] as const)('are fenced by %s', async (fence) => {
    const [low, high] = given.fences[fence];
    const clipped = await fitted({ outliers: 'clip', fence, scale: 'none' });
    const expected = all.x.values.map((value) => Math.min(high, Math.max(low, Number(value))));
    expectClose(valuesOf(clipped, all), [...expected].map(Number), 1e-6);
    const flagged = await fitted({ outliers: 'flag', fence, scale: 'none' });
    expect(flagged.outputs).toEqual(['x', 'x=(outlier)']);
    const flags = rowsOf(flagged, all).map((row) => row[1]);
    expect(flags).toEqual(
      [...all.x.values].map((v) => Number(Number(v) < low || Number(v) > high)),
    );
  });
});

interface TargetCase {
  readonly kind: Task['kind'];
  readonly smooth: 'auto' | number;
  readonly x: readonly (string | null)[];
  readonly y: readonly number[];
  readonly asked: readonly (string | null)[];
  readonly values: readonly (readonly number[])[];
}

test.each(fixture('target-encoding') as TargetCase[])(
  'a category is encoded by the target as scikit-learn does: $kind, smooth $smooth',
  async ({ kind, smooth, x, y, asked, values }) => {
    const classes =
      kind === 'regression' ? [] : ['0', '1', '2'].slice(0, kind === 'binary' ? 2 : 3);
    const target = { task: { kind, target: 'y', classes }, y };
    const columns = { c: ['category', strings(...x)] } as const;
    const fitted = await fit(
      columns,
      { c: { encode: 'target', smooth } },
      { reading: 'native', target },
    );
    expectClose(rowsOf(fitted, { c: strings(...asked) }).flat(), values.flat(), 1e-6);
  },
);

interface Texts {
  readonly train: readonly string[];
  readonly asked: readonly string[];
  readonly cases: readonly {
    readonly options: Readonly<Record<string, unknown>>;
    readonly terms: readonly string[];
    readonly tfidf: readonly (readonly number[])[];
    readonly counts: readonly (readonly number[])[];
  }[];
  readonly hashing: readonly (readonly number[])[];
  readonly categories: {
    readonly names: readonly string[];
    readonly hashing: readonly (readonly number[])[];
  };
}

describe('texts', () => {
  const { train, asked, cases, hashing, categories } = fixture('texts') as Texts;
  const columns = { t: ['text', strings(...train)] } as const;
  const later = { t: strings(...asked) };

  describe.each(cases)('with $options', ({ options, terms, tfidf, counts }) => {
    const { sublinear_tf: sublinear, ngram_range: ngrams, ...same } = options;
    const shared = { min_df: 1, ...same, ...(ngrams === undefined ? {} : { ngrams }) };

    test('are weighed as by TfidfVectorizer', async () => {
      const own = sublinear === undefined ? {} : { sublinear };
      const fitted = await fit(columns, { t: { encode: 'tfidf', ...shared, ...own } }, 'native');
      expect([...fitted.outputs].sort()).toEqual(terms.map((term) => `t:${term}`).sort());
      expectClose(inOrder(fitted, terms, rowsOf(fitted, later)), tfidf.flat(), 1e-6);
    });

    test('are counted as by CountVectorizer', async () => {
      const fitted = await fit(columns, { t: { encode: 'counts', ...shared } });
      expect(inOrder(fitted, terms, rowsOf(fitted, later))).toEqual(counts.flat());
    });
  });

  test('are hashed as by HashingVectorizer', async () => {
    const declared = { t: { encode: 'hashing', buckets: 16, ngrams: [1, 2] } };
    expectClose(rowsOf(await fit(columns, declared), later).flat(), hashing.flat(), 1e-6);
  });

  test('categories are hashed as by FeatureHasher', async () => {
    const names = strings(...categories.names);
    const declared = { c: { encode: 'hashing', buckets: 16 } };
    const fitted = await fit({ c: ['category', names] }, declared);
    expect(rowsOf(fitted, { c: names })).toEqual(categories.hashing);
  });
});

/** scikit-learn sorts terms by code point, JavaScript by UTF-16 unit. */
function inOrder(
  { outputs }: FittedFeatures,
  terms: readonly string[],
  rows: readonly (readonly number[])[],
): number[] {
  const places = terms.map((term) => outputs.indexOf(`t:${term}`));
  return rows.flatMap((row) => places.map((place) => row[place] ?? NaN));
}

function expectClose(values: readonly number[], expected: readonly number[], within: number): void {
  expect(values).toHaveLength(expected.length);
  const worst = values.map((value, at) => {
    const wanted = expected[at] ?? NaN;
    return Math.abs(value - wanted) / Math.max(1, Math.abs(wanted));
  });
  expect(Math.max(...worst)).toBeLessThan(within);
}
