import type { Json } from '../../../contracts/json.js';
import { normalQuantile } from '../../../contracts/normal-quantile.js';
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
  const masses = means.map((mean, kernel) => {
    const width = widths[kernel] as number;
    return logNormalBetween((low - mean) / width, (high - mean) / width);
  });
  const bases = masses.map(
    (mass, kernel) => logDensityAtZero - Math.log(widths[kernel] as number) - mass,
  );

  return {
    addTo(sums, value) {
      if (step !== undefined) {
        const left = scaled(Number(value) - half);
        const right = scaled(Number(value) + half);
        addCells(sums, { means, widths, masses }, [left, right]);
        return;
      }
      const x = scaled(Number(value));
      for (let kernel = 0; kernel < means.length; kernel++) {
        const z = (x - (means[kernel] as number)) / (widths[kernel] as number);
        sums[kernel] = (sums[kernel] as number) + (bases[kernel] as number) - 0.5 * z * z;
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

/** The logarithm of what each kernel has in a cell. Means that repeat, as they do among few values, are computed once. */
function addCells(
  sums: Float64Array,
  { means, widths, masses }: Placed & { readonly masses: Float64Array },
  [left, right]: readonly [number, number],
): void {
  const known = new Map<number, Map<number, number>>();
  for (let kernel = 0; kernel < means.length; kernel++) {
    const mean = means[kernel] as number;
    const width = widths[kernel] as number;
    let ofMean = known.get(mean);
    if (ofMean === undefined) known.set(mean, (ofMean = new Map()));
    let share = ofMean.get(width);
    if (share === undefined) {
      share =
        logNormalBetween((left - mean) / width, (right - mean) / width) -
        (masses[kernel] as number);
      ofMean.set(width, share);
    }
    sums[kernel] = (sums[kernel] as number) + share;
  }
}

/**
 * A kernel at each value, as wide as the larger gap to its neighbours (those at the ends: to their only one), but no narrower
 * than a hundredth of the range, or its (kernels + 1)th part; then the prior, over all.
 */
function placed(values: Float64Array, low: number, high: number): Placed {
  const count = values.length;
  const range = high - low;
  const narrowest = range / Math.min(100, count + 2);
  const order = Uint32Array.from(values.keys()).sort(
    (a, b) => (values[a] as number) - (values[b] as number) || a - b,
  );
  const means = new Float64Array(count + 1);
  const widths = new Float64Array(count + 1);
  means.set(values);
  means[count] = (low + high) / 2;
  widths[count] = range;
  const at = (place: number): number => values[order[place] as number] as number;
  for (let place = 0; place < count; place++) {
    const own = at(place);
    const below = place > 0 ? own - at(place - 1) : count > 1 ? 0 : own - low;
    const above = place < count - 1 ? at(place + 1) - own : count > 1 ? 0 : high - own;
    widths[order[place] as number] = Math.min(range, Math.max(narrowest, below, above));
  }
  return { means, widths };
}
