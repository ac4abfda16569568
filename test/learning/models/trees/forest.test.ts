import { expect, test } from 'vitest';
import type { Matrix } from '../../../../src/contracts/matrix.js';
import { addToRow } from '../../../../src/learning/models/trees/add-to-row.js';
import { planBins } from '../../../../src/learning/models/trees/bins.js';
import { type Forest, firstTrees, leafOf } from '../../../../src/learning/models/trees/forest.js';
import { ForestBuilder } from '../../../../src/learning/models/trees/forest-builder.js';
import {
  forestWeights,
  readForest,
  withoutCover,
} from '../../../../src/learning/models/trees/forest-weights.js';
import {
  packed,
  packedForRow,
  packedLeafOf,
  walkDown,
} from '../../../../src/learning/models/trees/packed-forest.js';
import { usefulFeatures } from '../../../../src/learning/models/trees/packed-rows.js';

const matrix: Matrix = {
  rows: 6,
  columns: ['age', 'plan'],
  values: Float32Array.from([1, 0, 2, 1, 3, 40, NaN, 2, 2, NaN, 2, 99]),
  blocks: [{ name: 'plan', kind: 'category', start: 1, width: 1, levels: 45 }],
};

/** Tree 0 asks for age ≤ 2, tree 1 for plan in {1, 40}; the codes that nobody has go left, as what is missing. */
function twoTrees(): Forest {
  const [age, plan] = usefulFeatures(planBins(matrix));
  if (age === undefined || plan === undefined) throw new Error('no features');
  const forest = new ForestBuilder({ outputs: 1, width: 1 });
  const leftBins = new Uint8Array(256);
  const first = forest.split(forest.startTree(6), {
    feature: age,
    bin: 2,
    leftBins,
    missingLeft: false,
  });
  forest.leaf(first, [1]);
  forest.leaf(first + 1, [2]);
  const codes = plan.bins.kind === 'category' ? plan.bins.binOf : [];
  leftBins[codes[1] as number] = 1;
  leftBins[codes[40] as number] = 1;
  const second = forest.split(forest.startTree(6), {
    feature: plan,
    bin: 0,
    leftBins,
    missingLeft: true,
  });
  forest.leaf(second, [10]);
  forest.leaf(second + 1, [20]);
  return forest.finish();
}

function sums(forest: Forest): number[] {
  return Array.from({ length: matrix.rows }, (_, row) => {
    const sum = new Float64Array(1);
    addToRow(forest, { values: matrix.values, start: row * matrix.columns.length }, sum);
    return sum[0] as number;
  });
}

test('sends rows by threshold, by category and by what is missing', () => {
  // The last code is beyond all levels: it is in no set.
  expect(sums(twoTrees())).toEqual([21, 11, 12, 22, 11, 21]);
});

test('tells the leaf that a row ends in', () => {
  const forest = twoTrees();
  const { values } = matrix;
  const leaves = [0, 1].map((tree) => leafOf(forest, tree, { values, start: 2 }));
  expect(leaves.map((leaf) => forest.leaves[forest.child[leaf] as number])).toEqual([1, 10]);
});

test.each([2, 0, -0, 1e-45, Infinity])(
  'goes the same ways packed, and down many trees side by side, by %d',
  (edge) => {
    const two = twoTrees();
    // More trees than it goes down at once.
    const forest = {
      ...two,
      threshold: two.threshold.map((own) => (own === 2 ? edge : own)),
      roots: Int32Array.from({ length: 45 }, (_, tree) => two.roots[(tree * 5) % 2] as number),
    };
    const nodes = packed(forest);
    const odd = [0, -0, 1e-45, -1e-45, Infinity, -Infinity, 3.4e38, NaN];
    const values = Float32Array.from([...matrix.values, ...odd.flatMap((age) => [age, 1])]);
    for (let start = 0; start < values.length; start += matrix.columns.length) {
      const row = { values, start };
      const trees = [...forest.roots.keys()];
      const leaves = trees.map((tree) => forest.child[leafOf(forest, tree, row)]);
      expect(trees.map((tree) => packedLeafOf(nodes, tree, row))).toEqual(leaves);
      const ends = new Int32Array(45);
      walkDown(nodes, row, ends);
      expect([...ends]).toEqual(leaves);
    }
  },
);

test('says the same of a row before it is packed and after', () => {
  const forest = twoTrees();
  const before = sums(forest);
  packed(forest);
  expect(sums(forest)).toEqual(before);
  expect(packedForRow(forest)).toBe(packed(forest));
});

test('is packed by itself only once some rows have been asked', () => {
  const forest = twoTrees();
  const asked = Array.from({ length: 17 }, () => packedForRow(forest));
  expect(asked.slice(0, 16)).toEqual(Array(16).fill(undefined));
  expect(asked[16]).toBe(packed(forest));
});

test('answers without the rows that came by', () => {
  const weights = withoutCover(forestWeights(twoTrees()));
  expect(weights['forest.cover']?.values).toHaveLength(0);
  expect(sums(readForest({ weights }))).toEqual(sums(twoTrees()));
});

test('is the same from its weights', () => {
  const forest = twoTrees();
  expect(readForest({ weights: forestWeights(forest) })).toEqual(forest);
});

test('is cut to its first trees', () => {
  const cut = firstTrees(twoTrees(), 1);
  expect(cut.leaves).toEqual(Float64Array.of(1, 2));
  expect(sums(cut)).toEqual([1, 1, 2, 2, 1, 1]);
});
