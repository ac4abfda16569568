import { expect, test } from 'vitest';
import { expandSmaller } from '../../src/project/smaller-forms.js';

const int8 = { name: 'int8', steps: [{ method: 'int8' }] };
const half = { name: 'prune(sparsity=0.5)', steps: [{ method: 'prune', sparsity: 0.5 }] };

test('a word or a mapping is tried and used, a list is only tried', () => {
  expect(expandSmaller('int8', {}, [])).toEqual({ try: [int8], use: 'int8' });
  const given = { prune: { sparsity: '50%' } };
  expect(expandSmaller(given, {}, [])).toEqual({ try: [half], use: half.name });
  expect(expandSmaller(['int8', [given, 'int8']], {}, [])).toEqual({
    try: [int8, { name: `${half.name} + int8`, steps: [...half.steps, ...int8.steps] }],
  });
});

test('what is used and not tried is tried too, after what layers below want tried', () => {
  expect(expandSmaller({ use: 'int8' }, {}, [])).toEqual({ try: [int8], use: 'int8' });
  const base = { package: { smaller: { try: [int8], use: 'int8' } } };
  expect(expandSmaller({ use: 'full' }, base, [])).toEqual({ use: 'full' });
  expect(expandSmaller({ use: { prune: { sparsity: 0.5 } } }, base, [])).toEqual({
    try: [int8, half],
    use: half.name,
  });
});

test('bounds are written as sizes and shares', () => {
  const requirements = [
    { size: '300 kB' },
    { size: '50%' },
    { size: { max: '1 MiB' } },
    { latency: '120%' },
  ];
  expect(expandSmaller({ requirements }, {}, [])).toEqual({
    requirements: [
      { size: { max: 300_000 } },
      { size: { max_ratio: 0.5 } },
      { size: { max: 1_048_576 } },
      { latency: { max_ratio: 1.2 } },
    ],
  });
});

test('a problem is told where it was written', () => {
  const moves: Parameters<typeof expandSmaller>[2] = [];
  expandSmaller(['int8', { prune: { sparsity: 2 } }], {}, moves);
  expect(moves).toContainEqual({
    now: ['package', 'smaller', 'try', 1, 'steps', 0],
    written: ['package', 'smaller', 1, 'prune'],
  });
});
