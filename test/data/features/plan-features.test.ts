import { describe, expect, test } from 'vitest';
import type { Column, ColumnRole, ColumnType } from '../../../src/contracts/table.js';
import type { FeaturePlan } from '../../../src/data/features/feature-plan.js';
import { planFeatures } from '../../../src/data/features/plan-features.js';
import { featureSteps } from '../../../src/data/features/steps/index.js';

describe('what is not declared', () => {
  test.each([
    ['number', ['median', 'standard', undefined]],
    ['integer', ['median', 'standard', undefined]],
    ['boolean', ['mode', 'none', undefined]],
    ['category', ['none', undefined, 'one-hot']],
    ['timestamp', ['median', undefined, 'date-parts']],
    ['text', ['none', undefined, 'tfidf']],
  ] as const)('follows from the type: %s', (type, names) => {
    const [planned] = plan([column('x', type)]).columns;
    const steps = [planned?.impute, planned?.scale, planned?.encode[0]];
    expect(steps.map((step) => step?.name)).toEqual(names);
    expect(steps.every((step) => step === undefined || step.origin === 'inferred')).toBe(true);
  });

  test('columns that say nothing are not used, and the user is told', () => {
    const facts = new Map([
      ['same', { distinct: 1, missing: 0 }],
      ['empty', { distinct: 0, missing: 9 }],
      ['once', { distinct: 1, missing: 3 }],
    ]);
    const columns = ['same', 'empty', 'once'].map((name) => column(name, 'category'));
    const result = planFeatures(columns, {}, { facts });
    expect(result.dropped.map(({ name }) => name)).toEqual(['same', 'empty']);
    expect(result.warnings).toHaveLength(2);
  });

  test('many categories are encoded by the target, and it says why', () => {
    const facts = new Map([['city', { distinct: 1204, missing: 0, rows: 9000 }]]);
    const [city] = planFeatures([column('city', 'category')], {}, { facts }).columns;
    expect(city).toMatchObject({
      encode: [{ name: 'target' }],
      why: '1204 categories, more than 50',
    });
  });

  test('a category that names rows rather than kinds of them is not used, and the user is told', () => {
    const facts = new Map([['ticket', { distinct: 970, missing: 0, rows: 1000 }]]);
    const { columns, warnings } = planFeatures([column('ticket', 'category')], {}, { facts });
    expect(columns).toEqual([]);
    expect(warnings).toEqual([
      expect.stringContaining('`ticket` is not used: 970 different values'),
    ]);
  });

  test('text has as many terms as the matrix has room for', () => {
    const termsOf = (rows: number, reading: 'scaled' | 'native' = 'scaled') => {
      const facts = new Map([['notes', { distinct: rows, missing: 0, rows }]]);
      const [notes] = planFeatures([column('notes', 'text')], {}, { facts, reading }).columns;
      return notes?.encode[0]?.params['max_features'];
    };
    expect([termsOf(1000), termsOf(100_000), termsOf(10_000_000)]).toEqual([5000, 800, 100]);
    expect(termsOf(1000, 'native')).toBe(500);
  });

  test('only features are planned', () => {
    const columns = [
      column('id', 'integer', 'id'),
      column('y', 'boolean', 'target'),
      column('x', 'number'),
    ];
    expect(plan(columns).columns.map(({ name }) => name)).toEqual(['x']);
  });
});

describe('what is declared', () => {
  test('is marked as such, with the params of its step', () => {
    const [planned] = plan([column('plan', 'category')], {
      plan: { impute: 'constant', value: 'unknown', encode: 'one-hot', max_categories: 5 },
    }).columns;
    expect(planned).toMatchObject({
      impute: { name: 'constant', params: { value: 'unknown' }, origin: 'declared' },
      encode: [{ name: 'one-hot', params: { max_categories: 5 }, origin: 'declared' }],
    });
  });

  test('can leave a column out without a warning', () => {
    const { dropped, warnings } = plan([column('x', 'number')], { x: { drop: true } });
    expect(dropped).toMatchObject([{ name: 'x', origin: 'declared' }]);
    expect(warnings).toEqual([]);
  });

  test('is checked as a whole, every problem with its path', () => {
    const columns = [
      column('age', 'number'),
      column('plan', 'category'),
      column('y', 'number', 'target'),
    ];
    const { problems } = plan(columns, {
      aeg: {},
      y: { scale: 'standard' },
      age: { impute: 'medain', scale: 3 },
      plan: { scale: 'standard', max_categories: 0, max_category: 3, value: 'x' },
    });
    expect(
      problems.map(({ code, path, message, hints }) => [
        code,
        path.join('.'),
        message,
        ...(hints ?? []),
      ]),
    ).toMatchInlineSnapshot(`
      [
        [
          "features/unknown-column",
          "aeg",
          "\`aeg\` is not a column of the data",
          "Did you mean \`age\`?",
        ],
        [
          "features/unknown-column",
          "y",
          "\`y\` is not a feature: its role is \`target\`",
          "Take \`y\` out of \`features\`, or change its role under \`ingest.columns\`",
        ],
        [
          "features/unknown-step",
          "age.impute",
          "\`medain\` is not a way to impute",
          "Did you mean \`median\`?",
          "Use one of: mean, median, mode, constant, none",
        ],
        [
          "features/unknown-step",
          "age.scale",
          "\`3\` is not a way to scale",
          "Use one of: standard, min-max, robust, quantile, log, yeo-johnson, none",
        ],
        [
          "features/step-does-not-fit",
          "plan.scale",
          "\`scale: standard\` works on number, integer, boolean columns, and this one is category",
          "Take \`scale\` out: it does not apply to category columns.",
          "Or change the type of the column under \`ingest.columns\`",
        ],
        [
          "features/bad-option",
          "plan.max_categories",
          "\`max_categories\` must be at least 1",
        ],
        [
          "features/bad-option",
          "plan.max_category",
          "\`max_category\` is not an option of this column's steps",
          "Did you mean \`max_categories\`?",
        ],
        [
          "features/bad-option",
          "plan.value",
          "\`value\` is not an option of this column's steps",
          "\`value\` belongs to \`impute: constant\`",
        ],
      ]
    `);
  });

  test('may name several encoders, and an option may choose the one it belongs to', () => {
    const names = (type: ColumnType, declared: Record<string, unknown>): readonly string[] => {
      const { columns, problems } = plan([column('x', type)], { x: declared });
      expect(problems).toEqual([]);
      return columns[0]?.encode.map(({ name }) => name) ?? [];
    };
    expect(names('category', { encode: ['target', 'frequency'], smooth: 5 })).toEqual([
      'target',
      'frequency',
    ]);
    expect(names('category', { smooth: 5 })).toEqual(['target']);
    expect(names('category', { order: ['a', 'b'] })).toEqual(['ordinal']);
    expect(names('category', { max_categories: 5 })).toEqual(['one-hot']);
    expect(names('text', { sublinear: true })).toEqual(['tfidf']);
    expect(names('text', { buckets: 64 })).toEqual(['hashing']);
    expect(names('number', { bins: 4 })).toEqual(['bins']);
  });

  test('that a column is not imputed is refused when it has missing values', () => {
    const facts = new Map([['x', { distinct: 5, missing: 3 }]]);
    const { problems } = planFeatures(
      [column('x', 'number')],
      { x: { impute: 'none' } },
      { facts },
    );
    expect(problems).toMatchObject([{ code: 'features/missing-values', path: ['x', 'impute'] }]);
  });

  test.each([
    ['number', { impute: 'constant', value: 'abc' }, 'needs a number'],
    ['timestamp', { impute: 'constant', value: 'soon' }, 'needs a date such as 2024-01-31'],
    ['number', { indicator: 'yes' }, '`indicator` must be `true` or `false`'],
    ['text', { scale: 'standard' }, 'works on number, integer, boolean columns'],
    ['text', { ngrams: [2, 1] }, 'needs as `ngrams` the shortest and the longest'],
    ['category', { encode: 'ordinal' }, 'needs as `order` the list of all categories'],
    ['category', { rare: 'few' }, 'needs as `rare` a number of rows'],
    ['category', { encode: ['one-hot', 'tfidf'] }, 'works on text columns'],
    ['text', { encode: 'one-hot' }, 'works on category columns'],
  ] as const)('is refused for a %s column when it cannot work: %j', (type, declared, message) => {
    const { problems } = plan([column('x', type)], { x: declared });
    expect(problems.map((problem) => problem.message)).toEqual([expect.stringContaining(message)]);
  });

  test('says how a column becomes one that a step works on, and names no step of models made elsewhere', () => {
    const { problems } = plan([column('x', 'integer')], { x: { encode: 'one-hot' } });
    expect(problems[0]?.hints).toEqual([
      'Use one of: bins',
      'Or make the column one, such as by `ingest: {"columns":{"x":"category"}}`',
    ]);
  });

  test('may name a column like something every object has', () => {
    const { columns, problems } = plan([
      column('constructor', 'number'),
      column('__proto__', 'number'),
    ]);
    expect(columns).toHaveLength(2);
    expect(problems).toEqual([]);
  });
});

test('options of different slots never share a name', () => {
  const names = Object.values(featureSteps).map(
    (steps) => new Set([...steps].flatMap(({ params }) => Object.keys(params))),
  );
  const all = names.flatMap((each) => [...each]);
  expect(new Set(all).size).toBe(all.length);
});

function plan(columns: readonly Column[], declared = {}): FeaturePlan {
  return planFeatures(columns, declared, { facts: new Map() });
}

function column(name: string, type: ColumnType, role: ColumnRole = 'feature'): Column {
  return { name, type, role };
}
