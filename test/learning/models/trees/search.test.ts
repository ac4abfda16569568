import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openMemory } from '../../../../src/learning/compute/wasm-memory.js';
import { gainOf, leafValue, noBounds } from '../../../../src/learning/models/trees/leaf-values.js';
import { scanNumber } from '../../../../src/learning/models/trees/scan-number.js';
import { searchCategory } from '../../../../src/learning/models/trees/search-category.js';
import { searchNumber } from '../../../../src/learning/models/trees/search-number.js';
import { kernelFor } from '../../../../src/learning/models/trees/shared-memory.js';
import {
  BestSplit,
  type FeatureHistogram,
  type SplitRules,
} from '../../../../src/learning/models/trees/split.js';

interface Bin {
  readonly gradient: number;
  readonly hessian: number;
}

/** Whole numbers, so that sums are exact in any order. */
const bin = fc.record({
  gradient: fc.integer({ min: -50, max: 50 }),
  hessian: fc.integer({ min: 1, max: 30 }),
});
const missing = fc.oneof(bin, fc.constant({ gradient: 0, hessian: 0 }));
const rulesArbitrary = fc.record({
  l1: fc.constantFrom(0, 3),
  l2: fc.constantFrom(0, 1),
  maxStep: fc.constantFrom(Infinity, 0.5),
  minRows: fc.constantFrom(1, 20),
});

const free = { smooth: 0, l2: 0, most: 1000, groupRows: 0 };

function rulesOf(some: Partial<SplitRules>): SplitRules {
  return {
    l1: 0,
    l2: 0,
    maxStep: Infinity,
    minRows: 1,
    minHessian: 0,
    minGain: 0,
    categories: free,
    ...some,
  };
}

/** A node of these bins; every row has a hessian of 1. */
function nodeOf(bins: readonly Bin[], isCategory: boolean, monotone = 0) {
  const total = (of: keyof Bin) => bins.reduce((sum, each) => sum + each[of], 0);
  const histogram: FeatureHistogram = {
    sums: Float64Array.from(bins.flatMap(({ gradient, hessian }) => [gradient, hessian])),
    at: 0,
    bins: bins.length,
    feature: 0,
    isCategory,
    monotone,
  };
  const hessian = total('hessian');
  const node = { gradient: total('gradient'), hessian, count: hessian, bounds: noBounds };
  return { histogram, node };
}

/** The gain when the bins of `left` go left; undefined when that is not allowed. */
function gainBy(
  bins: readonly Bin[],
  {
    left,
    rules,
    monotone = 0,
  }: { left: ReadonlySet<number>; rules: SplitRules; monotone?: number },
): number | undefined {
  const side = (isLeft: boolean) => {
    const those = bins.filter((_, at) => left.has(at) === isLeft);
    return {
      gradient: those.reduce((sum, each) => sum + each.gradient, 0),
      hessian: those.reduce((sum, each) => sum + each.hessian, 0),
    };
  };
  const [a, b, both] = [side(true), side(false), nodeOf(bins, false).node];
  if (Math.min(a.hessian, b.hessian) < rules.minRows) return undefined;
  const values = [a, b].map((sums) => leafValue(sums, rules, noBounds)) as [number, number];
  if (monotone * (values[1] - values[0]) < 0) return undefined;
  const alone = gainOf(both, rules, leafValue(both, rules, noBounds));
  return gainOf(a, rules, values[0]) + gainOf(b, rules, values[1]) - alone;
}

function bestOf(gains: readonly (number | undefined)[]): number {
  return Math.max(0, ...gains.filter((gain) => gain !== undefined));
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => from + at);

test('the kernel finds what the plain search finds, to the bit', () => {
  const real = fc.record({
    gradient: fc.double({ min: -50, max: 50, noNaN: true }),
    hessian: fc.double({ min: 0, max: 30, noNaN: true }),
  });
  const memory = openMemory(65536);
  const { scan } = kernelFor(memory);
  if (scan === undefined) throw new Error('there is no WebAssembly');
  fc.assert(
    fc.property(
      fc.oneof(real, fc.constant({ gradient: 0, hessian: 0 })),
      fc.array(real, { minLength: 1, maxLength: 40 }),
      fc.record({ l2: fc.constantFrom(0, 1), minRows: fc.constantFrom(0, 20) }),
      (none, present, some) => {
        const { histogram, node } = nodeOf([none, ...present], false);
        const sums = new Float64Array(memory.buffer, 1024, 2 * histogram.bins);
        sums.set(histogram.sums);
        const rules = rulesOf(some);
        const [plain, fast] = [new BestSplit(), new BestSplit()];
        searchNumber(histogram, node, { rules, best: plain });
        const inMemory = { ...histogram, sums };
        const found = new Float64Array(memory.buffer, 64, 3);
        scanNumber({ scan, sums, scratch: 64, found }, inMemory, { node, rules, best: fast });
        expect(fast).toEqual(plain);
      },
    ),
    { numRuns: 500 },
  );
});

describe('the best split', () => {
  test('of a number is that of trying each boundary with missing values on each side', () => {
    fc.assert(
      fc.property(
        missing,
        fc.array(bin, { minLength: 1, maxLength: 12 }),
        fc.tuple(rulesArbitrary, fc.constantFrom(-1, 0, 1)),
        (none, present, [some, monotone]) => {
          const bins = [none, ...present];
          const rules = rulesOf(some);
          const { histogram, node } = nodeOf(bins, false, monotone);
          const best = new BestSplit();
          searchNumber(histogram, node, { rules, best });
          const sets = range(1, bins.length).flatMap((last) => [
            new Set(range(1, last + 1)),
            new Set(range(0, last + 1)),
          ]);
          const gains = sets.map((left) => gainBy(bins, { left, rules, monotone }));
          expect(best.gain).toBeCloseTo(bestOf(gains), 6);
          if (best.feature < 0) return;
          const left = new Set(range(1, best.bin + 1));
          if (best.missingLeft && none.hessian > 0) left.add(0);
          expect(gainBy(bins, { left, rules, monotone })).toBeCloseTo(best.gain, 6);
          const gradients = [...left].map((at) => bins[at]?.gradient ?? 0);
          expect(best.leftGradient).toBe(gradients.reduce((a, b) => a + b));
        },
      ),
    );
  });

  test('of many categories is that of trying every set', () => {
    fc.assert(
      fc.property(missing, fc.array(bin, { minLength: 5, maxLength: 9 }), (none, present) => {
        const bins = [none, ...present];
        const rules = rulesOf({});
        const { histogram, node } = nodeOf(bins, true);
        const best = new BestSplit();
        searchCategory(histogram, node, { rules, best });
        const sets = range(0, 2 ** bins.length).map(
          (bits) => new Set(range(0, bins.length).filter((at) => (bits >> at) & 1)),
        );
        expect(best.gain).toBeCloseTo(bestOf(sets.map((left) => gainBy(bins, { left, rules }))), 6);
        if (best.feature < 0) return;
        const left = new Set(range(0, bins.length).filter((at) => best.leftBins[at] === 1));
        expect(gainBy(bins, { left, rules })).toBeCloseTo(best.gain, 6);
      }),
      { numRuns: 50 },
    );
  });

  test('of few categories is one of them against the others', () => {
    fc.assert(
      fc.property(
        bin,
        fc.array(bin, { minLength: 2, maxLength: 4 }),
        rulesArbitrary,
        (none, present, some) => {
          const bins = [none, ...present];
          const rules = rulesOf(some);
          const { histogram, node } = nodeOf(bins, true);
          const best = new BestSplit();
          searchCategory(histogram, node, { rules, best });
          const gains = bins.map((_, at) => gainBy(bins, { left: new Set([at]), rules }));
          expect(best.gain).toBeCloseTo(bestOf(gains), 6);
        },
      ),
    );
  });
});
