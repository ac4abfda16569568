import { expect, test } from 'vitest';
import { normal, randomFor } from '../../../src/contracts/seeded-random.js';
import { trainFeatures } from './fitting.js';
import type { Columns } from './in-memory.js';

test('selection and reduction let a drawn part stand for all rows where there are very many', async () => {
  const draw = randomFor(8, 'many');
  const first = Float64Array.from({ length: 260_000 }, () => normal(draw));
  // The third goes with the first, and the last does not vary; the spread of each is known.
  const cells = {
    c0: first,
    c1: first.map(() => 3 * normal(draw)),
    c2: first.map((own) => own + 0.1 * normal(draw)),
    c3: first.map(() => 1),
  };
  const columns = Object.fromEntries(
    Object.entries(cells).map(([name, values]) => [name, ['number', { kind: 'number', values }]]),
  ) as unknown as Columns;
  const unscaled = Object.fromEntries(Object.keys(cells).map((name) => [name, { scale: 'none' }]));
  const declared = {
    ...unscaled,
    _: { select: ['variance', 'correlation'], reduce: 'pca', components: 2 },
  };
  const target = {
    task: { kind: 'binary', target: 'y', classes: ['no', 'yes'] },
    y: Array.from(first, (own) => Number(own > 0)),
  } as const;
  // Room for 200,000 rows, and not for all.
  const roomBytes = 200_000 * 4 * 4;
  const { fitted } = await trainFeatures(columns, declared, { target, roomBytes });
  expect(fitted.matrix?.reduce?.reads).toEqual([0, 1]);
  const state = fitted.matrix?.reduce?.state as unknown as {
    readonly components: readonly (readonly number[])[];
    readonly variance: readonly number[];
  };
  expect(state.components[0]?.[1]).toBeCloseTo(1, 2);
  expect(state.variance[0]).toBeCloseTo(0.9, 2);
  // The same rows each time, however much room there is.
  const roomy = await trainFeatures(columns, declared, { target, roomBytes: Infinity });
  expect(roomy.fitted.matrix).toEqual(fitted.matrix);
}, 240_000);
