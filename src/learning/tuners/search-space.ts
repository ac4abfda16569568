import type { Json } from '../../contracts/json.js';
import type { Params } from '../../contracts/params.js';
import type { Problem } from '../../errors/index.js';

/** What one setting may be. Bounds are inclusive. */
export type Domain =
  /** Any of these; `ordered` when the order of writing means something. */
  | { readonly kind: 'choice'; readonly values: readonly Json[]; readonly ordered: boolean }
  /** low, low + step, … up to high. */
  | {
      readonly kind: 'int';
      readonly low: number;
      readonly high: number;
      readonly step: number;
      readonly log: boolean;
      readonly points?: number;
    }
  /** Continuous without a step; `log` draws evenly by ratio. */
  | {
      readonly kind: 'float';
      readonly low: number;
      readonly high: number;
      readonly step?: number;
      readonly log: boolean;
      readonly points?: number;
    };

/** One searched setting: its path below `train`, such as `candidates.net.learning_rate`. */
export interface Dimension {
  readonly path: string;
  readonly domain: Domain;
  /** It exists only where all of these hold. */
  readonly when?: readonly Condition[];
}

/** That another setting exists and has one of these values. */
export interface Condition {
  readonly path: string;
  readonly values: readonly Json[];
}

/** Settings, each after those that its existence depends on. */
export interface SearchSpace {
  readonly dimensions: readonly Dimension[];
}

/** A problem under `tune.search`; `path` leads to it from there. */
export interface SpaceProblem extends Problem {
  readonly path: readonly string[];
}

/** One point of a space: a value per path that exists there. */
export type Point = Readonly<Record<string, Json>>;

/** The space a family's own search hints span, its paths below `prefix`, such as `candidates.net`. */
export function spaceOf(params: Params, prefix = ''): SearchSpace {
  const below = (name: string): string => (prefix === '' ? name : `${prefix}.${name}`);
  const dimensions = Object.entries(params).flatMap(([name, param]): readonly Dimension[] => {
    if ('properties' in param) return spaceOf(param.properties, below(name)).dimensions;
    if (!('search' in param)) return [];
    const { search, ...declared } = param;
    const path = below(name);
    if ('choice' in search) {
      return [{ path, domain: { kind: 'choice', values: search.choice, ordered: false } }];
    }
    const { low, high, log = false, when } = search;
    const isWhole = 'type' in declared && declared.type === 'integer';
    const domain: Domain = isWhole
      ? { kind: 'int', low, high, step: 1, log }
      : { kind: 'float', low, high, log };
    const conditions = Object.entries(when ?? {}).map(([beside, value]) => ({
      path: below(beside),
      values: [value],
    }));
    return [conditions.length === 0 ? { path, domain } : { path, domain, when: conditions }];
  });
  return { dimensions };
}

/** How many values a domain has; Infinity when it is continuous. */
export function sizeOf(domain: Domain): number {
  if (domain.kind === 'choice') return domain.values.length;
  if (domain.step === undefined) return domain.low === domain.high ? 1 : Infinity;
  return stepsIn(domain.low, domain.high, domain.step) + 1;
}

/** Whether two values as written in a project are the same. */
export function isSame(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  return typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b);
}

/** Whether a setting exists, given the values of the settings before it. */
export function exists({ when = [] }: Dimension, before: Point): boolean {
  return when.every(
    ({ path, values }) => path in before && values.some((value) => isSame(value, before[path])),
  );
}

/** A point made setting by setting, without those that do not exist beside the values given so far. */
export function pointFrom(
  { dimensions }: SearchSpace,
  valueOf: (dimension: Dimension, place: number, before: Point) => Json,
): Point {
  const point: Record<string, Json> = {};
  dimensions.forEach((dimension, place) => {
    if (exists(dimension, point)) point[dimension.path] = valueOf(dimension, place, point);
  });
  return point;
}

/** How many different points a space has; Infinity when a dimension is continuous. */
export function pointsIn(space: SearchSpace): number {
  return pointsBelow(space, 0, {});
}

/**
 * The point at a place of a finite space, from 0, in the order of an odometer: the first setting changes slowest.
 * A setting that does not exist takes no turn, so that no point comes twice.
 */
export function nthPoint(space: SearchSpace, place: number): Point {
  let rest = place;
  return pointFrom(space, (dimension, at, before) => {
    const { domain, path } = dimension;
    if (!isAskedFor(space, path)) {
      const below = pointsBelow(space, at + 1, before);
      const own = Math.floor(rest / below);
      rest -= own * below;
      return nthValue(domain, own);
    }
    const size = sizeOf(domain);
    for (let own = 0; own < size; own++) {
      const value = nthValue(domain, own);
      const below = pointsBelow(space, at + 1, { ...before, [path]: value });
      if (rest < below) return value;
      rest -= below;
    }
    return nthValue(domain, size - 1);
  });
}

/** How many points the settings from a place on make, given those before. */
function pointsBelow(space: SearchSpace, from: number, before: Point): number {
  let product = 1;
  for (let place = from; place < space.dimensions.length; place++) {
    const dimension = space.dimensions[place] as Dimension;
    const { domain, path } = dimension;
    if (!exists(dimension, before)) continue;
    const size = sizeOf(domain);
    if (!isAskedFor(space, path)) {
      product *= size;
      continue;
    }
    let sum = 0;
    for (let own = 0; own < size; own++) {
      sum += pointsBelow(space, place + 1, { ...before, [path]: nthValue(domain, own) });
    }
    return product * sum;
  }
  return product;
}

/** Whether the existence of another setting depends on this one. */
function isAskedFor({ dimensions }: SearchSpace, path: string): boolean {
  return dimensions.some(({ when }) => when?.some((condition) => condition.path === path) ?? false);
}

/** A domain's value for a share from 0 to below 1, evenly over values, or over ratios when it is logarithmic. */
export function valueAt(domain: Domain, share: number): Json {
  if (domain.kind === 'choice') {
    return domain.values[Math.floor(share * domain.values.length)] ?? null;
  }
  const { low, high, step, log } = domain;
  if (step === undefined)
    return between(low, high, log ? low * (high / low) ** share : low + share * (high - low));
  const steps = stepsIn(low, high, step);
  if (!log) return stepped(domain.low, step, Math.floor(share * (steps + 1)));
  const { from, to } = ratioOfSteps({ low, step, steps });
  const drawn = from * (to / from) ** share;
  return stepped(low, step, between(0, steps, Math.round((drawn - low) / step)));
}

/** The share that gives a value: for a value among several, the middle of the shares that do. Outside of it, the nearest end. */
export function shareOf(domain: Domain, value: Json): number {
  if (domain.kind === 'choice') {
    const place = domain.values.findIndex((one) => isSame(one, value));
    return (Math.max(0, place) + 0.5) / domain.values.length;
  }
  const { low, high, step, log } = domain;
  const near = between(low, high, Number(value));
  if (low === high) return 0.5;
  if (step === undefined) {
    return log ? Math.log(near / low) / Math.log(high / low) : (near - low) / (high - low);
  }
  const steps = stepsIn(low, high, step);
  if (!log) return (Math.round((near - low) / step) + 0.5) / (steps + 1);
  const { from, to } = ratioOfSteps({ low, step, steps });
  return Math.log(near / from) / Math.log(to / from);
}

/** Each value owns the ratio from half a step below it to half a step above. */
function ratioOfSteps({ low, step, steps }: Readonly<Record<'low' | 'step' | 'steps', number>>) {
  return { from: Math.max(low - step / 2, low / 2), to: low + steps * step + step / 2 };
}

/** Whether a value is one of the domain's. */
export function contains(domain: Domain, value: Json | undefined): boolean {
  if (domain.kind === 'choice') return domain.values.some((one) => isSame(one, value));
  if (typeof value !== 'number' || !(value >= domain.low && value <= domain.high)) return false;
  const { low, step } = domain;
  return step === undefined || stepped(low, step, Math.round((value - low) / step)) === value;
}

/** The value at a place of a domain that can be counted, ascending or as written. */
export function nthValue(domain: Domain, place: number): Json {
  if (domain.kind === 'choice') return domain.values[place] ?? null;
  return stepped(domain.low, domain.step ?? 0, place);
}

function stepsIn(low: number, high: number, step: number): number {
  // 0.1 + 2 × 0.1 is a little more than 0.3: the last step is not lost to rounding.
  return Math.floor((high - low) / step + 1e-9);
}

/** Twelve digits, so that steps of 0.1 give 0.3 and not 0.30000000000000004. */
function stepped(low: number, step: number, place: number): number {
  const value = low + place * step;
  // A whole number has no digits to lose, and samplers ask for thousands.
  if (Number.isInteger(value) && Math.abs(value) < 1e12) return value + 0;
  return Number(value.toPrecision(12));
}

function between(low: number, high: number, value: number): number {
  return Math.min(high, Math.max(low, value));
}
