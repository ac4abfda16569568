import type { Json } from '../../../contracts/json.js';
import { normalQuantile } from '../../../contracts/normal-distribution.js';
import type { Random } from '../../../contracts/seeded-random.js';
import { logDensityAtZero, logNormalBetween, normalBelow } from '../numbers/normal.js';
import { type Domain, isSame, nthValue, sizeOf } from '../search-space.js';

/** One setting's side of a mixture: a density around each value seen, and a broad one behind them all, the prior. */
export interface Kernels {
  /** Adds the logarithm of each kernel's density at a value to `sums`, the prior's last. */
  addTo(sums: Float64Array, value: Json): void;
  sample(kernel: number, random: Random): Json;
}

/** Kernels around values of a domain, as Optuna 5 places them (`_ParzenEstimator`), for a prior of weight 1. */
export function kernelsAround(domain: Domain, values: readonly Json[]): Kernels {
  return domain.kind === 'choice'
    ? choiceKernels(domain.values, values)
    : numberKernels(domain, values as readonly number[]);
}

/** Each kernel gives most to its own choice and a little to all. */
function choiceKernels(choices: readonly Json[], values: readonly Json[]): Kernels {
  const kernels = values.length + 1;
  const placeOf = (value: Json): number => choices.findIndex((choice) => isSame(choice, value));
  const own = Int32Array.from(values, placeOf);
  const whole = 1 + choices.length / kernels;
  const others = Math.log(1 / kernels / whole);
  const itself = Math.log((1 + 1 / kernels) / whole);
  const even = -Math.log(choices.length);
  return {
    addTo(sums, value) {
      const place = placeOf(value);
      for (let kernel = 0; kernel < own.length; kernel++) {
        sums[kernel] = (sums[kernel] as number) + (own[kernel] === place ? itself : others);
      }
      sums[own.length] = (sums[own.length] as number) + even;
    },
    sample(kernel, random) {
      const drawn = random();
      const place = own[kernel];
      const isOwn = place !== undefined && drawn < 1 / whole;
      // What is left over from the draw is even again.
      const rest = place === undefined ? drawn : (drawn - 1 / whole) / (1 - 1 / whole);
      return choices[isOwn ? place : Math.floor(rest * choices.length)] ?? null;
    },
  };
}

type NumberDomain = Exclude<Domain, { kind: 'choice' }>;

/** Normal distributions cut to the range: on the logarithm when the domain is logarithmic, summed over each step's cell. */
function numberKernels(domain: NumberDomain, values: readonly number[]): Kernels {
  const { step, log } = domain;
  const half = (step ?? 0) / 2;
  const scaled = (value: number): number => (log ? Math.log(value) : value);
  const last = step === undefined ? domain.high : Number(nthValue(domain, sizeOf(domain) - 1));
  const low = scaled(domain.low - half);
  const high = scaled(last + half);
  const { means, widths } = placed(Float64Array.from(values, scaled), low, high);
  const { kinds, own } = distinct(means, widths, step !== undefined);
  const masses = Float64Array.from(kinds, ({ mean, width }) =>
    logNormalBetween((low - mean) / width, (high - mean) / width),
  );
  const bases = masses.map(
    (mass, kind) => logDensityAtZero - Math.log(widthOf(kinds, kind)) - mass,
  );
  const shares = new Float64Array(kinds.length);

  return {
    addTo(sums, value) {
      const x = scaled(Number(value));
      const left = step === undefined ? x : scaled(Number(value) - half);
      const right = step === undefined ? x : scaled(Number(value) + half);
      for (let kind = 0; kind < kinds.length; kind++) {
        const { mean, width } = kinds[kind] as Kind;
        const z = (x - mean) / width;
        shares[kind] =
          step === undefined
            ? (bases[kind] as number) - 0.5 * z * z
            : logNormalBetween((left - mean) / width, (right - mean) / width) -
              (masses[kind] as number);
      }
      for (let kernel = 0; kernel < own.length; kernel++) {
        sums[kernel] = (sums[kernel] as number) + (shares[own[kernel] as number] as number);
      }
    },
    sample(kernel, random) {
      const mean = means[kernel] as number;
      const width = widths[kernel] as number;
      const from = normalBelow((low - mean) / width);
      const to = normalBelow((high - mean) / width);
      const drawn = mean + width * normalQuantile(from + random() * (to - from));
      const value = log ? Math.exp(drawn) : drawn;
      if (step === undefined) return Math.min(domain.high, Math.max(domain.low, value));
      const place = Math.round((value - domain.low) / step);
      return nthValue(domain, Math.min(sizeOf(domain) - 1, Math.max(0, place)));
    },
  };
}

interface Placed {
  readonly means: Float64Array;
  readonly widths: Float64Array;
}

interface Kind {
  readonly mean: number;
  readonly width: number;
}

function widthOf(kinds: readonly Kind[], kind: number): number {
  return kinds[kind]?.width ?? 1;
}

/** Kernels that are the same, as they are when values `repeat`, once; and which of these each kernel is. */
function distinct(
  means: Float64Array,
  widths: Float64Array,
  repeat: boolean,
): { readonly kinds: readonly Kind[]; readonly own: Uint32Array } {
  if (!repeat) {
    const all = Array.from(means, (mean, kernel) => ({ mean, width: widths[kernel] as number }));
    return { kinds: all, own: Uint32Array.from(means.keys()) };
  }
  const kinds: Kind[] = [];
  const places = new Map<number, Map<number, number>>();
  const own = means.map((mean, kernel) => {
    const width = widths[kernel] as number;
    let ofMean = places.get(mean);
    if (ofMean === undefined) places.set(mean, (ofMean = new Map<number, number>()));
    const place = ofMean.get(width) ?? kinds.length;
    if (place === kinds.length) {
      kinds.push({ mean, width });
      ofMean.set(width, place);
    }
    return place;
  });
  return { kinds, own: Uint32Array.from(own) };
}

/**
 * A kernel at each value, as wide as the larger gap to its neighbours (those at the ends: to their only one), but no narrower
 * than a hundredth of the range, or its (kernels + 1)th part; then the prior, over all.
 */
function placed(values: Float64Array, low: number, high: number): Placed {
  const count = values.length;
  const range = high - low;
  const narrowest = range / Math.min(100, count + 2);
  const sorted = values.slice().sort();
  const nextPlace = new Map<number, number>();
  sorted.forEach((value, place) => {
    if (!nextPlace.has(value)) nextPlace.set(value, place);
  });
  const means = new Float64Array(count + 1);
  const widths = new Float64Array(count + 1);
  means.set(values);
  means[count] = (low + high) / 2;
  widths[count] = range;
  // Without a second value the ends of the range are its neighbours.
  const ends = count > 1 ? ([Infinity, -Infinity] as const) : ([low, high] as const);
  for (let at = 0; at < count; at++) {
    const own = values[at] as number;
    const place = nextPlace.get(own) as number;
    nextPlace.set(own, place + 1);
    const below = own - (sorted[place - 1] ?? ends[0]);
    const above = (sorted[place + 1] ?? ends[1]) - own;
    widths[at] = Math.min(range, Math.max(narrowest, below, above));
  }
  return { means, widths };
}
