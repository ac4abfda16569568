import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { evolved, firstCma } from '../../../src/learning/tuners/evolution/cma.js';
import { logImprovement } from '../../../src/learning/tuners/gaussian/improvement.js';
import { fitProcess } from '../../../src/learning/tuners/gaussian/process.js';
import { pruners } from '../../../src/learning/tuners/index.js';
import { parseSpace } from '../../../src/learning/tuners/parse-space.js';
import { mixtureOf } from '../../../src/learning/tuners/parzen/mixture.js';
import type { TrialCurve } from '../../../src/learning/tuners/pruner.js';
import { chanceOfHigher } from '../../../src/learning/tuners/pruning/wilcoxon.js';
import { sobolBits } from '../../../src/learning/tuners/quasi/sobol.js';
import type { Point } from '../../../src/learning/tuners/search-space.js';

interface Reference {
  readonly densities: readonly {
    readonly seen: readonly Point[];
    readonly asked: readonly Point[];
    readonly logDensity: readonly number[];
  }[];
  readonly curves: Readonly<Record<string, readonly (readonly number[])[]>>;
  readonly decisions: readonly {
    readonly pruner: string;
    readonly direction: 'higher' | 'lower';
    readonly curves: string;
    readonly stopped: readonly number[];
  }[];
  readonly chances: readonly { readonly differences: readonly number[]; readonly chance: number }[];
  readonly generations: readonly {
    readonly points: readonly (readonly number[])[];
    readonly mean: readonly number[];
    readonly sigma: number;
    readonly shape: readonly number[];
  }[];
  readonly sobol: readonly (readonly number[])[];
  readonly process: {
    readonly rows: readonly (readonly number[])[];
    readonly losses: readonly number[];
    readonly asked: readonly (readonly number[])[];
    readonly mean: readonly number[];
    readonly deviation: readonly number[];
    readonly best: number;
    readonly logImprovement: readonly number[];
  };
}

/** By bench/tuners-reference.py. */
const reference = JSON.parse(
  readFileSync(new URL('fixtures/optuna.json', import.meta.url), 'utf8'),
) as Reference;

describe('Parzen estimators have the densities of Optuna', () => {
  const { space } = parseSpace({
    float: { float: [-2, 6] },
    log: { log: [0.001, 10] },
    stepped: { float: [0.1, 0.9], step: 0.1 },
    int: { int: [1, 9] },
    intlog: { int: [1, 200], scale: 'log' },
    choice: { choice: ['a', 'b', 'c'] },
  });

  test.each(reference.densities)('of $seen.length points', ({ seen, asked, logDensity }) => {
    const mixture = mixtureOf(space.dimensions, seen);
    asked.forEach((point, at) => {
      expect(mixture.logDensity(point)).toBeCloseTo(logDensity[at] as number, 9);
    });
  });
});

test.each(reference.decisions)(
  '$pruner stops what Optuna stops, where it stops it ($direction)',
  ({ pruner, direction, curves, stopped }) => {
    const sign = direction === 'lower' ? 1 : -1;
    const made: TrialCurve[] = [];
    const ends = (reference.curves[curves] ?? []).map((losses, number) => {
      const steps = losses.map((loss, at) => ({ step: at + 1, value: sign * loss }));
      const end = steps.findIndex((_, at) => {
        const running = { number, state: 'running', steps: steps.slice(0, at + 1) } as const;
        return pruners.get(pruner).prunes(running, made, { direction, seed: 0 });
      });
      const state = end < 0 ? 'complete' : 'pruned';
      made.push({ number, state, steps: end < 0 ? steps : steps.slice(0, end + 1) });
      return end + 1;
    });
    expect(ends).toEqual(stopped);
    expect(new Set(ends).size).toBeGreaterThan(2);
  },
);

test.each(reference.chances)('the signed-rank test of $differences', ({ differences, chance }) => {
  expect(chanceOfHigher(differences)).toBeCloseTo(chance, 10);
});

test('CMA-ES evolves like the package cmaes', () => {
  let cma = firstCma(3);
  for (const { points, mean, sigma, shape } of reference.generations) {
    cma = evolved(
      cma,
      points.map((point) => Float64Array.from(point)),
    );
    expect(cma.sigma).toBeCloseTo(sigma, 9);
    mean.forEach((x, at) => {
      expect(cma.mean[at]).toBeCloseTo(x, 9);
    });
    shape.forEach((x, at) => {
      expect(cma.shape[at]).toBeCloseTo(x, 8);
    });
  }
});

test('the Sobol sequence is that of scipy, in its Gray-code order', () => {
  reference.sobol.forEach((point, index) => {
    const gray = index ^ (index >>> 1);
    expect(point.map((_, dimension) => sobolBits(gray, dimension) / 2 ** 32)).toEqual(point);
  });
});

test('a Gaussian process comes to the same lengths, means and improvements', () => {
  const { rows, losses, asked, mean, deviation, best, logImprovement: gains } = reference.process;
  const process = fitProcess({
    rows: rows.map((row) => Float64Array.from(row)),
    losses: Float64Array.from(losses),
    isName: [false, false, true],
  });
  asked.forEach((row, at) => {
    const found = process.at(Float64Array.from(row));
    // Both stop where the likelihood is flat to 0.01, not at the same bit.
    expect(found.mean).toBeCloseTo(mean[at] as number, 1);
    expect(found.deviation).toBeCloseTo(deviation[at] as number, 1);
    const gain = logImprovement(process, Float64Array.from(row), best);
    expect(Math.abs(gain - (gains[at] as number))).toBeLessThan(
      0.1 * Math.abs(gains[at] as number),
    );
  });
});
