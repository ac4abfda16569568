import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { treeShapley } from '../../../src/learning/insight/tree-shapley.js';
import { addToRow } from '../../../src/learning/models/trees/add-to-row.js';
import type { Forest } from '../../../src/learning/models/trees/forest.js';
import { readForest } from '../../../src/learning/models/trees/forest-weights.js';
import { readLightgbm } from '../../../src/learning/models/trees/lightgbm-read.js';
import { bruteForceShapley, type ListedTree, randomForest, scikitForest } from './small-forests.js';

type Rows = readonly (readonly (number | null)[])[];
interface Recorded {
  readonly x: Rows;
  readonly full: Rows;
  readonly boosted: Readonly<
    Record<'binary' | 'multiclass' | 'regression', Said & { text: string }>
  >;
  readonly forests: Readonly<Record<string, Said & { trees: readonly ListedTree[] }>>;
}
interface Said {
  readonly base: readonly number[];
  readonly values: readonly (readonly number[])[];
}

const recorded = JSON.parse(
  readFileSync(new URL('fixtures/shap.json', import.meta.url), 'utf8'),
) as Recorded;

function explained(forest: Forest, rows: Rows): { base: number[]; values: number[][] } {
  const columns = rows[0]?.length ?? 0;
  const { base, addRow } = treeShapley(forest, columns);
  const values = rows.map((row) => {
    const into = new Float64Array(columns * forest.outputs);
    addRow({ values: Float32Array.from(row, (each) => each ?? NaN), start: 0 }, into);
    return [...into];
  });
  return { base: [...base], values };
}

function farthest(found: readonly number[][], wanted: Said['values']): number {
  return Math.max(
    ...wanted.flatMap((row, at) =>
      row.map((value, k) => Math.abs(value - (found[at]?.[k] ?? Infinity))),
    ),
  );
}

describe('TreeSHAP', () => {
  it.each(['binary', 'multiclass', 'regression'] as const)(
    'is that of the shap package on a %s model of LightGBM, with missing values and categories',
    (kind) => {
      const { text, base, values } = recorded.boosted[kind];
      const classes = kind === 'multiclass' ? ['a', 'b', 'c'] : kind === 'binary' ? ['a', 'b'] : [];
      const found = explained(
        readForest(readLightgbm(text, { kind, target: 'y', classes })),
        recorded.x,
      );
      expect(farthest([found.base], [base])).toBeLessThan(1e-9);
      expect(farthest(found.values, values)).toBeLessThan(1e-9);
    },
  );

  it.each(Object.keys(recorded.forests))(
    'is that of the shap package on a forest of scikit-learn: %s',
    (name) => {
      const { trees, base, values } = recorded.forests[name] as Recorded['forests'][string];
      const found = explained(scikitForest(trees), recorded.full);
      expect(farthest([found.base], [base])).toBeLessThan(1e-6);
      expect(farthest(found.values, values)).toBeLessThan(1e-6);
    },
  );

  it('is what the definition says, by all coalitions, where columns come again on a path', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.integer({ min: 1, max: 7 }),
        (seed, depth) => {
          const columns = 4;
          const { forest, rows } = randomForest({ seed, depth, columns, outputs: 2 });
          const { values } = explained(forest, rows);
          rows.forEach((row, at) => {
            const wanted = bruteForceShapley(forest, row, columns);
            expect(farthest([values[at] ?? []], [wanted])).toBeLessThan(1e-10);
          });
        },
      ),
      { numRuns: 40 },
    );
  });

  it('sums to what the forest says, however deep', () => {
    const columns = 30;
    const { forest, rows } = randomForest({ seed: 3, depth: 60, columns, outputs: 1 });
    const { base, values } = explained(forest, rows);
    rows.forEach((row, at) => {
      const said = new Float64Array(1);
      addToRow(forest, { values: Float32Array.from(row), start: 0 }, said);
      const sum = (values[at] ?? []).reduce((total, each) => total + each, base[0] as number);
      expect(Math.abs(sum - (said[0] as number))).toBeLessThan(1e-9);
    });
  });
});
