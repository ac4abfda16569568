import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import type { Params } from '../../../src/contracts/params.js';
import { searchSpaceSchema } from '../../../src/contracts/search-space-schema.js';
import { parseSpace } from '../../../src/learning/tuners/parse-space.js';
import {
  contains,
  nthValue,
  pointsIn,
  shareOf,
  sizeOf,
  spaceOf,
  valueAt,
} from '../../../src/learning/tuners/search-space.js';

describe('a space as written', () => {
  test('becomes a domain per path, in the order of writing', () => {
    const written = {
      'candidates.net.layers': { values: [[64], [128, 64]] },
      'candidates.net.activation': { choice: ['relu', 'tanh'] },
      'candidates.net.batch': { int: [16, 64], step: 16 },
      'candidates.net.epochs': { int: [1, 1000], scale: 'log' },
      'candidates.net.dropout': { float: [0, 0.5], points: 6 },
      'candidates.net.momentum': { float: [0.1, 0.5], step: 0.1 },
      'candidates.net.learning_rate': { log: [0.001, 0.1] },
    };
    const { space, problems } = parseSpace(written);
    expect(problems).toEqual([]);
    expect(space.dimensions.map(({ path }) => path)).toEqual(Object.keys(written));
    expect(space.dimensions.map(({ domain }) => domain)).toEqual([
      { kind: 'choice', values: [[64], [128, 64]], ordered: true },
      { kind: 'choice', values: ['relu', 'tanh'], ordered: false },
      { kind: 'int', low: 16, high: 64, step: 16, log: false },
      { kind: 'int', low: 1, high: 1000, step: 1, log: true },
      { kind: 'float', low: 0, high: 0.5, log: false, points: 6 },
      { kind: 'float', low: 0.1, high: 0.5, step: 0.1, log: false },
      { kind: 'float', low: 0.001, high: 0.1, log: true },
    ]);
    expect(space.dimensions.map(({ domain }) => sizeOf(domain))).toEqual([
      2,
      2,
      4,
      1000,
      Infinity,
      5,
      Infinity,
    ]);
    expect(new Ajv().compile(searchSpaceSchema)(written)).toBe(true);
  });

  test.each([
    [
      3,
      'must be one of values, choice, int, float, log with what to try, such as `{ log: [0.001, 0.1] }`',
    ],
    [{}, 'must have exactly one of values, choice, int, float, log'],
    [{ int: [1, 2], log: [1, 2] }, 'must have exactly one of values, choice, int, float, log'],
    [{ vlaues: [1] }, 'has `vlaues`, which is not known; did you mean `values`?'],
    [{ values: [] }, '`values` must be a list with something in it'],
    [{ choice: [1, 2, 1] }, 'lists a value twice under `choice`'],
    [{ values: [1], step: 1 }, 'has `step`, which only ranges can have'],
    [{ float: [2, 1] }, '`float` must be two numbers, `[low, high]`, the smaller first'],
    [{ float: [1] }, '`float` must be two numbers, `[low, high]`, the smaller first'],
    [{ int: [1, 2.5] }, 'is `int`, so its bounds and step must be whole numbers'],
    [{ log: [0, 1] }, 'must be above 0 to be searched by ratio'],
    [{ int: [0, 8], scale: 'log' }, 'must be above 0 to be searched by ratio'],
    [
      { log: [1, 2], step: 0.1 },
      'cannot have a `step` beside `log`; give `points`, or use `int` or `float`',
    ],
    [{ float: [1, 2], step: -1 }, 'must have a `step` above 0'],
    [{ float: [1, 2], step: 'x' }, 'must have a `step` above 0'],
    [{ float: [1, 2], step: 0.1, points: 3 }, 'cannot have both `step` and `points`'],
    [{ float: [1, 2], points: 1 }, 'must have a whole number of `points`, at least 2'],
    [{ float: [1, 2], scale: 'logarithmic' }, 'must have a `scale` of `linear` or `log`'],
  ])('is refused with a reason: %j', (line, reason) => {
    const { space, problems } = parseSpace({ ok: { int: [1, 2] }, bad: line });
    expect(space.dimensions.map(({ path }) => path)).toEqual(['ok']);
    expect(problems).toEqual([
      { code: 'tune/bad-space', message: `\`bad\` ${reason}`, path: ['bad'] },
    ]);
  });
});

describe('a setting that exists only beside others', () => {
  test('comes after what it depends on, which is named from beside it, from further up, or in full', () => {
    const written = {
      'candidates.net.weight_decay': { log: [1e-5, 0.1], when: { optimizer: 'adamw' } },
      'candidates.net.early.patience': { int: [1, 9], when: { optimizer: ['sgd', 'adamw'] } },
      'candidates.net.optimizer': { choice: ['adam', 'adamw', 'sgd'] },
      'candidates.net.momentum': {
        float: [0, 1],
        when: { 'candidates.net.optimizer': 'sgd', nesterov: true },
      },
      'candidates.net.nesterov': { choice: [true, false], when: { optimizer: 'sgd' } },
    };
    const { space, problems } = parseSpace(written);
    expect(problems).toEqual([]);
    const optimizer = (...values: string[]) => ({ path: 'candidates.net.optimizer', values });
    expect(space.dimensions.map(({ path, when }) => [path.split('.').at(-1), when])).toEqual([
      ['optimizer', undefined],
      ['weight_decay', [optimizer('adamw')]],
      ['patience', [optimizer('sgd', 'adamw')]],
      ['nesterov', [optimizer('sgd')]],
      ['momentum', [optimizer('sgd'), { path: 'candidates.net.nesterov', values: [true] }]],
    ]);
    expect(new Ajv({ allowUnionTypes: true }).compile(searchSpaceSchema)(written)).toBe(true);
  });

  test('is found by its whole path where the paths were cut to those below their candidate', () => {
    const { space, problems } = parseSpace({
      optimizer: { choice: ['adam', 'sgd'] },
      momentum: { float: [0, 1], when: { 'candidates.net.optimizer': 'sgd' } },
    });
    expect(problems).toEqual([]);
    expect(space.dimensions[1]?.when).toEqual([{ path: 'optimizer', values: ['sgd'] }]);
  });

  test.each([
    ['adamw', 'must have a `when` such as `{ optimizer: adamw }`'],
    [{}, 'must have a `when` such as `{ optimizer: adamw }`'],
    [
      { optimiser: 'sgd' },
      'depends on `optimiser`, which is not searched; did you mean `optimizer`?',
    ],
    [{ optimizer: 'sgdd' }, 'depends on `optimizer` being "sgdd", which it never is'],
    [{ optimizer: [] }, 'lists nothing in its `when` for `optimizer`'],
    [{ rate: 0.1 }, 'depends on `rate`, which must be a choice or have at most 1000 values'],
    [{ bad: 1 }, 'depends on `bad`, which is not searched'],
  ])('is refused with a reason: %j', (when, reason) => {
    const { problems } = parseSpace({
      optimizer: { choice: ['adam', 'sgd'] },
      rate: { log: [0.001, 1] },
      bad: { int: [1, 2], when },
    });
    expect(problems.map(({ message }) => message)).toEqual([`\`bad\` ${reason}`]);
  });

  test('is refused when it depends on itself in the end', () => {
    const { problems } = parseSpace({
      a: { int: [1, 2], when: { b: 1 } },
      b: { int: [1, 2], when: { a: 1 } },
    });
    expect(problems.map(({ message }) => message)).toEqual([
      '`a` has a `when` that leads back to itself',
    ]);
  });
});

test('every value has a share that gives it', () => {
  const { space } = parseSpace({
    a: { int: [1, 40], scale: 'log' },
    b: { int: [-4, 9], step: 3 },
    c: { float: [0.1, 0.7], step: 0.1 },
    d: { choice: ['x', [1, 2], null, true] },
  });
  for (const { domain } of space.dimensions) {
    for (let place = 0; place < sizeOf(domain); place++) {
      const value = nthValue(domain, place);
      expect(valueAt(domain, shareOf(domain, value))).toEqual(value);
      expect(contains(domain, value)).toBe(true);
    }
  }
  const { space: smooth } = parseSpace({ x: { float: [-1, 3] }, y: { log: [0.01, 10] } });
  for (const { domain } of smooth.dimensions) {
    expect(shareOf(domain, valueAt(domain, 0.3))).toBeCloseTo(0.3, 12);
  }
});

test('the default space of a family is what its params say of themselves', () => {
  const params = {
    trees: { type: 'integer', description: '', search: { low: 50, high: 500, log: true } },
    rate: { type: 'number', description: '', search: { low: 0.01, high: 0.3 } },
    verbose: { type: 'boolean', description: '' },
    early_stopping: {
      type: 'object',
      description: '',
      properties: { patience: { type: 'integer', description: '', search: { low: 1, high: 9 } } },
    },
  } as const satisfies Params;
  expect(spaceOf(params, 'candidates.boosted').dimensions).toEqual([
    {
      path: 'candidates.boosted.trees',
      domain: { kind: 'int', low: 50, high: 500, step: 1, log: true },
    },
    {
      path: 'candidates.boosted.rate',
      domain: { kind: 'float', low: 0.01, high: 0.3, log: false },
    },
    {
      path: 'candidates.boosted.early_stopping.patience',
      domain: { kind: 'int', low: 1, high: 9, step: 1, log: false },
    },
  ]);
});

test('steps of a tenth do not lose the last value, nor gain digits', () => {
  const domain = { kind: 'float', low: 0.1, high: 0.3, step: 0.1, log: false } as const;
  expect(pointsIn({ dimensions: [{ path: 'x', domain }] })).toBe(3);
  expect([0, 0.4, 0.999].map((share) => valueAt(domain, share))).toEqual([0.1, 0.2, 0.3]);
});
