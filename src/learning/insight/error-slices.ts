import type { Vector } from '../../contracts/batch.js';
import { type Condition, type Literal, literalsOf } from './slice-conditions.js';

/** Rows in which the model errs more than in the rest. */
export interface ErrorSlice {
  /** One or two, of different columns, that all hold. */
  readonly conditions: readonly Condition[];
  readonly rows: number;
  /** Mean loss in the slice, and in the rows outside. */
  readonly loss: number;
  readonly rest: number;
  /** The difference in standard deviations (Cohen's d). */
  readonly effect: number;
  /** One-sided p-value of Welch's test, times how many slices might have been found. */
  readonly p: number;
}

export interface SliceOptions {
  /** Fewest rows of a slice. */
  readonly least: number;
  /** Slices kept at each level of the search, and shown in the end. */
  readonly beam: number;
  readonly most: number;
  /** The chance of any slice that is none, at most. */
  readonly level: number;
  readonly smallestEffect: number;
}

/** For so many rows: slices of at least 30, and of at least one in a hundred. */
function sliceDefaults(rows: number): SliceOptions {
  return { least: Math.max(30, rows / 100), beam: 40, most: 8, level: 0.05, smallestEffect: 0.2 };
}

interface Found {
  readonly literals: readonly Literal[];
  readonly holds: Uint8Array;
  readonly rows: number;
  readonly loss: number;
  readonly rest: number;
  readonly effect: number;
  /** Welch's t. */
  readonly t: number;
}

/** A pair of conditions has to be worse than either alone by this factor. */
const worseThanParts = 1.15;
/** Of two slices that share more of their rows, only the stronger is shown. */
const mostOverlap = 0.5;

/**
 * Slices of one or two conditions in which the mean of `losses` is larger than elsewhere, the clearest first: Slice Finder's effect size and Welch's
 * test (Chung et al. 2019), searched level by level with a beam as in SliceLine (Sagadeeva & Boehm 2021). The p-values are multiplied by
 * all slices there are of the same length, and by 2 for the two lengths: Bonferroni, which holds however much slices hang together.
 */
export function errorSlices(
  columns: ReadonlyMap<string, Vector>,
  losses: Float64Array,
  options: SliceOptions = sliceDefaults(losses.length),
): readonly ErrorSlice[] {
  const { least, beam, most, level, smallestEffect } = options;
  const total = sumsOf(losses);
  const literals = [...columns].flatMap(([name, vector]) => literalsOf(name, vector, least));
  const singles = literals.map((one) =>
    measured([one], one.holds, { inside: sumsOf(losses, one.holds), total }),
  );
  const strongest = singles
    .filter(({ effect }) => effect > 0)
    .sort((a, b) => b.t - a.t)
    .slice(0, beam);
  const pairs = pairsOf(strongest, singles, { losses, total, least });
  const tests = { 1: literals.length, 2: (literals.length * (literals.length - 1)) / 2 };
  const clear = [...singles, ...pairs]
    .map((found) => ({ found, p: Math.min(1, 2 * tests[lengthOf(found)] * upperTail(found.t)) }))
    .filter(({ found, p }) => p <= level && found.effect >= smallestEffect)
    .sort((a, b) => b.found.t - a.found.t);
  const shown: typeof clear = [];
  for (const each of clear) {
    if (shown.length === most) break;
    if (shown.every(({ found }) => overlap(found, each.found) <= mostOverlap)) shown.push(each);
  }
  return shown.map(({ found: { literals: parts, rows, loss, rest, effect }, p }) => ({
    ...{ conditions: parts.map(({ condition }) => condition), rows, loss, rest, effect, p },
  }));
}

function lengthOf({ literals }: Found): 1 | 2 {
  return literals.length === 1 ? 1 : 2;
}

interface Sums {
  readonly rows: number;
  readonly sum: number;
  readonly squares: number;
}

function pairsOf(
  first: readonly Found[],
  second: readonly Found[],
  world: { readonly losses: Float64Array; readonly total: Sums; readonly least: number },
): Found[] {
  const found: Found[] = [];
  const seen = new Set<string>();
  const numberOf = new Map(second.map((each, at) => [each, at]));
  for (const one of first) {
    for (const other of second) {
      const [a, b] = [one.literals[0] as Literal, other.literals[0] as Literal];
      const key = [numberOf.get(one) ?? 0, numberOf.get(other) ?? 0].sort((x, y) => x - y).join();
      if (a.condition.column === b.condition.column || seen.has(key)) continue;
      seen.add(key);
      const pair = pairOf(one, other, world);
      if (pair !== undefined) found.push(pair);
    }
  }
  return found;
}

function pairOf(
  one: Found,
  other: Found,
  world: { readonly losses: Float64Array; readonly total: Sums; readonly least: number },
): Found | undefined {
  const { losses, total, least } = world;
  const inside = sumsOf(losses, one.holds, other.holds);
  if (inside.rows < least) return undefined;
  const worst = Math.max(one.loss, other.loss);
  if (inside.sum / inside.rows < worseThanParts * worst) return undefined;
  const holds = one.holds.map((each, row) => each & (other.holds[row] as number));
  const literals = [one.literals[0] as Literal, other.literals[0] as Literal];
  return measured(literals, holds, { inside, total });
}

/** Over the rows in which all of `holds` do. */
function sumsOf(
  losses: Float64Array,
  holds?: Uint8Array,
  and: Uint8Array | undefined = holds,
): Sums {
  let [rows, sum, squares] = [0, 0, 0];
  for (let row = 0; row < losses.length; row++) {
    if (holds?.[row] === 0 || and?.[row] === 0) continue;
    const loss = losses[row] as number;
    rows++;
    sum += loss;
    squares += loss * loss;
  }
  return { rows, sum, squares };
}

function measured(
  literals: readonly Literal[],
  holds: Uint8Array,
  { inside, total }: { readonly inside: Sums; readonly total: Sums },
): Found {
  const outside = {
    rows: total.rows - inside.rows,
    sum: total.sum - inside.sum,
    squares: total.squares - inside.squares,
  };
  const [a, b] = [momentsOf(inside), momentsOf(outside)];
  const error = Math.sqrt(a.variance / inside.rows + b.variance / outside.rows);
  const spread = Math.sqrt((a.variance + b.variance) / 2);
  const difference = a.mean - b.mean;
  return {
    ...{ literals, holds, rows: inside.rows, loss: a.mean, rest: b.mean },
    effect: spread === 0 ? 0 : difference / spread,
    t: error === 0 ? 0 : difference / error,
  };
}

function momentsOf({ rows, sum, squares }: Sums): { mean: number; variance: number } {
  const mean = sum / rows;
  return { mean, variance: Math.max(0, (squares - sum * mean) / Math.max(1, rows - 1)) };
}

/** Shared rows by all rows of both (Jaccard). */
function overlap(a: Found, b: Found): number {
  let both = 0;
  for (let row = 0; row < a.holds.length; row++) {
    both += (a.holds[row] as number) & (b.holds[row] as number);
  }
  return both / (a.rows + b.rows - both);
}

/** P(Z > z) of the standard normal, which t is close to from 30 rows on; relative error below 1.2e-7 (Numerical Recipes §6.2). */
function upperTail(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + x / 2);
  const terms = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398,
    1.48851587, -0.82215223, 0.17087277,
  ];
  const exponent = terms.reduceRight((sum, term) => sum * t + term, 0) - x * x;
  const tail = (t * Math.exp(exponent)) / 2;
  return z >= 0 ? tail : 1 - tail;
}
