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
}

export interface SearchSpace {
  readonly dimensions: readonly Dimension[];
}

/** A problem under `tune.search`; `path` leads to it from there. */
export interface SpaceProblem extends Problem {
  readonly path: readonly string[];
}

/** One point of a space: a value per path. */
export type Point = Readonly<Record<string, Json>>;

/** The space a family's own search hints span, its paths below `prefix`, such as `candidates.net`. */
export function spaceOf(params: Params, prefix = ''): SearchSpace {
  const below = (name: string): string => (prefix === '' ? name : `${prefix}.${name}`);
  const dimensions = Object.entries(params).flatMap(([name, param]): readonly Dimension[] => {
    if ('properties' in param) return spaceOf(param.properties, below(name)).dimensions;
    if (!('search' in param)) return [];
    const { low, high, log = false } = param.search;
    const domain: Domain =
      param.type === 'integer'
        ? { kind: 'int', low, high, step: 1, log }
        : { kind: 'float', low, high, log };
    return [{ path: below(name), domain }];
  });
  return { dimensions };
}

/** How many values a domain has; Infinity when it is continuous. */
export function sizeOf(domain: Domain): number {
  if (domain.kind === 'choice') return domain.values.length;
  if (domain.step === undefined) return domain.low === domain.high ? 1 : Infinity;
  return stepsIn(domain.low, domain.high, domain.step) + 1;
}

/** How many points a space has; Infinity when a dimension is continuous. */
export function pointsIn({ dimensions }: SearchSpace): number {
  return dimensions.reduce((product, { domain }) => product * sizeOf(domain), 1);
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
  // Each value owns the ratio from half a step below it to half a step above.
  const from = Math.max(low - step / 2, low / 2);
  const to = low + steps * step + step / 2;
  const drawn = from * (to / from) ** share;
  return stepped(low, step, between(0, steps, Math.round((drawn - low) / step)));
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
  return Number((low + place * step).toPrecision(12));
}

function between(low: number, high: number, value: number): number {
  return Math.min(high, Math.max(low, value));
}
