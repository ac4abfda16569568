import type { Json } from '../../../contracts/json.js';
import { normalQuantile } from '../../../contracts/normal-distribution.js';
import type { Random } from '../../../contracts/seeded-random.js';
import { logDensityAtZero, logNormalBetween, normalBelow } from '../numbers/normal.js';
import { type Domain, isSame, nthValue, sizeOf } from '../search-space.js';

/** One setting's side of a mixture: a density around each value seen, and a broad one behind them all, the prior. */
export interface Kernels {
  /** Which kind each kernel is, the prior last: kernels around the same value are mostly one kind, with one density. */
  readonly own: Uint32Array;
  /** How many kinds there are. */
  readonly kinds: number;
  /** The logarithm of each kind's density at a value; the same array each time. */
  readonly densitiesAt: (value: Json) => Float64Array;
  /** Adds a number to each kind's from now on, such as the logarithm of its weight. */
  readonly add: (logs: Float64Array) => void;
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
  const prior = choices.length;
  const own = Uint32Array.from([...values.map(placeOf), prior]);
  const whole = 1 + choices.length / kernels;
  const others = Math.log(1 / kernels / whole);
  const itself = Math.log((1 + 1 / kernels) / whole);
  const densities = new Float64Array(choices.length + 1);
  const added = new Float64Array(choices.length + 1);
  return {
    own,
    kinds: densities.length,
    densitiesAt(value) {
      densities.fill(others);
      const place = placeOf(value);
      if (place !== -1) densities[place] = itself;
      densities[prior] = -Math.log(choices.length);
      for (let kind = 0; kind <= prior; kind++) {
        densities[kind] = (densities[kind] as number) + (added[kind] as number);
      }
      return densities;
    },
    add(logs) {
      added.set(logs);
    },
    sample(kernel, random) {
      const drawn = random();
      const place = own[kernel] as number;
      const isOwn = place !== prior && drawn < 1 / whole;
      // What is left over from the draw is even again.
      const rest = place === prior ? drawn : (drawn - 1 / whole) / (1 - 1 / whole);
      return choices[isOwn ? place : Math.floor(rest * choices.length)] ?? null;
    },
  };
}

/** Standard deviations beyond which a normal distribution has less than 2e-19. */
const far = 9;

type NumberDomain = Exclude<Domain, { kind: 'choice' }>;

/** Normal distributions cut to the range: on the logarithm when the domain is logarithmic, summed over each step's cell. */
function numberKernels(domain: NumberDomain, values: readonly number[]): Kernels {
  const { step, log } = domain;
  const half = (step ?? 0) / 2;
  const scaled = (value: number): number => (log ? Math.log(value) : value);
  const last = step === undefined ? domain.high : Number(nthValue(domain, sizeOf(domain) - 1));
  const low = scaled(domain.low - half);
  const high = scaled(last + half);
  const { means, widths, own } = placed(scaledAll(values, log), low, high);
  const kinds = means.length;
  const bases = new Float64Array(kinds);
  let [lastWidth, logWidth] = [1, 0];
  for (let kind = 0; kind < kinds; kind++) {
    const mean = means[kind] as number;
    const width = widths[kind] as number;
    const below = (low - mean) / width;
    const above = (high - mean) / width;
    // Of one that lies well inside of the range, nothing that a double could hold is cut off.
    const mass = below < -far && above > far ? 0 : logNormalBetween(below, above);
    if (step !== undefined) {
      bases[kind] = -mass;
      continue;
    }
    // Most are as narrow as may be.
    if (width !== lastWidth) {
      lastWidth = width;
      logWidth = Math.log(width);
    }
    bases[kind] = logDensityAtZero - logWidth - mass;
  }
  const shares = new Float64Array(kinds);

  return {
    own,
    kinds,
    densitiesAt(value) {
      const x = scaled(Number(value));
      if (step === undefined) {
        for (let kind = 0; kind < kinds; kind++) {
          const z = (x - (means[kind] as number)) / (widths[kind] as number);
          shares[kind] = (bases[kind] as number) - 0.5 * z * z;
        }
      } else {
        const left = scaled(Number(value) - half);
        const right = scaled(Number(value) + half);
        for (let kind = 0; kind < kinds; kind++) {
          const mean = means[kind] as number;
          const width = widths[kind] as number;
          shares[kind] =
            logNormalBetween((left - mean) / width, (right - mean) / width) +
            (bases[kind] as number);
        }
      }
      return shares;
    },
    add(logs) {
      for (let kind = 0; kind < kinds; kind++) {
        bases[kind] = (bases[kind] as number) + (logs[kind] as number);
      }
    },
    sample(kernel, random) {
      const kind = own[kernel] as number;
      const mean = means[kind] as number;
      const width = widths[kind] as number;
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

function scaledAll(values: readonly number[], log: boolean): Float64Array {
  const all = new Float64Array(values.length);
  for (let at = 0; at < all.length; at++) {
    all[at] = log ? Math.log(values[at] as number) : (values[at] as number);
  }
  return all;
}

/** Normal distributions, and which of them each kernel is: values that repeat, as whole numbers do, share one. */
interface Placed {
  readonly means: Float64Array;
  readonly widths: Float64Array;
  readonly own: Uint32Array;
}

/**
 * A kernel at each value, as wide as the larger gap to its neighbours (those at the ends: to their only one), but no narrower
 * than a hundredth of the range, or its (kernels + 1)th part; then the prior, over all. Written with typed arrays in order of the
 * values, as it is done anew for each setting of each trial.
 */
function placed(values: Float64Array, low: number, high: number): Placed {
  const count = values.length;
  const range = high - low;
  const narrowest = range / Math.min(100, count + 2);
  const sorted = values.slice().sort();
  const means = new Float64Array(count + 1);
  const widths = new Float64Array(count + 1);
  const kindAt = new Uint32Array(count);
  let kinds = 0;
  for (let place = 0; place < count; place++) {
    const value = sorted[place] as number;
    // Without a second value the ends of the range are its neighbours.
    const before = place > 0 ? (sorted[place - 1] as number) : count > 1 ? Infinity : low;
    const after = place + 1 < count ? (sorted[place + 1] as number) : count > 1 ? -Infinity : high;
    const width = Math.min(range, Math.max(narrowest, value - before, after - value));
    const isLikeLast = kinds > 0 && means[kinds - 1] === value && widths[kinds - 1] === width;
    if (!isLikeLast) {
      means[kinds] = value;
      widths[kinds] = width;
      kinds++;
    }
    kindAt[place] = kinds - 1;
  }
  means[kinds] = (low + high) / 2;
  widths[kinds] = range;
  return {
    means: means.subarray(0, kinds + 1),
    widths: widths.subarray(0, kinds + 1),
    own: kindsInTurn(values, { sorted, kindAt, prior: kinds }),
  };
}

/** The kind of each value in the order of the values, the prior's last; of equal values, the first takes the first place. */
function kindsInTurn(
  values: Float64Array,
  {
    sorted,
    kindAt,
    prior,
  }: { readonly sorted: Float64Array; readonly kindAt: Uint32Array; readonly prior: number },
): Uint32Array {
  const own = new Uint32Array(values.length + 1);
  const taken = new Uint32Array(values.length);
  for (let at = 0; at < values.length; at++) {
    const value = values[at] as number;
    let first = 0;
    let end = values.length;
    while (first < end) {
      const middle = (first + end) >>> 1;
      if ((sorted[middle] as number) < value) first = middle + 1;
      else end = middle;
    }
    const before = taken[first] as number;
    taken[first] = before + 1;
    own[at] = kindAt[first + before] as number;
  }
  own[values.length] = prior;
  return own;
}
