import {
  cholesky,
  inverseOf,
  solveLower,
  solveLowerInPlace,
  solveUpper,
  transposed,
} from '../numbers/cholesky.js';
import { minimum } from '../numbers/minimise.js';

/** What was seen: features, row by row, and standardised losses. */
export interface Seen {
  readonly rows: readonly Float64Array[];
  readonly losses: Float64Array;
  readonly isName: readonly boolean[];
}

/** A Gaussian process that knows what was seen. */
export interface Process {
  /** Mean and standard deviation of the loss at a point, noise not counted. */
  at(features: Float64Array): { readonly mean: number; readonly deviation: number };
  /** The same process, with more seen: where it does not know better, what it expects itself. */
  withPoints(rows: readonly Float64Array[]): Process;
}

/** What a kernel is told. */
export interface KernelSettings {
  /** One over the squared length of each setting. */
  readonly inverse: Float64Array;
  readonly scale: number;
  readonly noise: number;
}

const root5 = Math.sqrt(5);
const leastNoise = 1e-6;

/** The process with a Matérn 5/2 kernel, a length for each setting, whose settings are the likeliest. */
export function fitProcess(seen: Seen): Process {
  return processOf(seen, likeliestSettings(seen));
}

/**
 * The settings of a kernel that are most likely given what was seen and the priors that Optuna puts on them (lengths neither tiny
 * nor huge, a scale near 1, little noise).
 */
export function likeliestSettings(seen: Seen): KernelSettings {
  const dimensions = seen.isName.length;
  const start = new Float64Array(dimensions + 2);
  start[dimensions + 1] = Math.log(0.01);
  const squares = squaresOf(seen);
  const found = minimum((at) => unlikelihood(seen, squares, at), start, {
    iterations: 40,
    tolerance: 1e-2,
  });
  return settingsFrom(found);
}

function settingsFrom(at: Float64Array): KernelSettings {
  const dimensions = at.length - 2;
  return {
    inverse: at.slice(0, dimensions).map(Math.exp),
    scale: Math.exp(at[dimensions] as number),
    noise: Math.exp(at[dimensions + 1] as number) + leastNoise,
  };
}

/** Squared differences by setting, of all pairs with the first row after the second. */
function squaresOf({ rows, isName }: Seen): readonly Float64Array[] {
  const size = rows.length;
  return isName.map((named, place) => {
    const squares = new Float64Array((size * (size - 1)) / 2);
    let pair = 0;
    for (let a = 1; a < size; a++) {
      for (let b = 0; b < a; b++) {
        const gap = (rows[a]?.[place] as number) - (rows[b]?.[place] as number);
        squares[pair++] = named ? Number(gap !== 0) : gap * gap;
      }
    }
    return squares;
  });
}

/** Minus the logarithm of likelihood times priors, and its gradient, by the logarithms of the settings. */
function unlikelihood(
  { rows, losses }: Seen,
  squares: readonly Float64Array[],
  at: Float64Array,
): { readonly value: number; readonly gradient: Float64Array } | undefined {
  const size = rows.length;
  const { inverse, scale, noise } = settingsFrom(at);
  const distances = new Float64Array((size * (size - 1)) / 2);
  squares.forEach((own, place) => {
    const weight = inverse[place] as number;
    for (let pair = 0; pair < own.length; pair++) {
      distances[pair] = (distances[pair] as number) + weight * (own[pair] as number);
    }
  });
  const kernel = new Float64Array(size * size);
  for (let a = 0, pair = 0; a < size; a++) {
    for (let b = 0; b < a; b++) kernel[a * size + b] = scale * matern(distances[pair++] as number);
    kernel[a * size + a] = scale + noise;
  }
  const lower = cholesky(kernel, size);
  if (lower === undefined) return undefined;
  const alpha = solveUpper(lower, solveLower(lower, losses));
  const precision = inverseOf(lower, size);

  let value = 0.5 * size * Math.log(2 * Math.PI);
  const gradient = new Float64Array(at.length);
  let byScale = 0;
  let byNoise = 0;
  const pulls = new Float64Array(distances.length);
  for (let a = 0, pair = 0; a < size; a++) {
    const own = alpha[a] as number;
    for (let b = 0; b < a; b++, pair++) {
      const pull = (precision[a * size + b] as number) - own * (alpha[b] as number);
      byScale += pull * (kernel[a * size + b] as number);
      pulls[pair] = pull * scale * maternSlope(distances[pair] as number);
    }
    value += 0.5 * own * (losses[a] as number) + Math.log(lower[a * size + a] as number);
    const diagonal = (precision[a * size + a] as number) - own * own;
    byScale += 0.5 * diagonal * scale;
    byNoise += 0.5 * diagonal;
  }
  squares.forEach((own, place) => {
    let sum = 0;
    for (let pair = 0; pair < own.length; pair++) {
      sum += (pulls[pair] as number) * (own[pair] as number);
    }
    const weight = inverse[place] as number;
    gradient[place] = sum * weight - 0.1 / weight + 0.1 * weight;
    value += 0.1 / weight + 0.1 * weight;
  });
  const free = noise - leastNoise;
  gradient[inverse.length] = byScale - 1 + scale;
  gradient[inverse.length + 1] = (byNoise - 0.1 / noise + 30) * free;
  value += -Math.log(scale) + scale - 0.1 * Math.log(noise) + 30 * noise;
  return Number.isFinite(value) ? { value, gradient } : undefined;
}

/** The process of what was seen under given settings. */
export function processOf(seen: Seen, settings: KernelSettings): Process {
  const { rows, losses, isName } = seen;
  const { inverse, scale, noise } = settings;
  const size = rows.length;
  const dimensions = isName.length;
  // Row by row in one array: a search asks for thousands of distances.
  const flat = new Float64Array(size * dimensions);
  for (const [at, row] of rows.entries()) flat.set(row, at * dimensions);
  const named = Uint8Array.from(isName, Number);
  /** The kernel between a point and the first so many rows. */
  const fillKernel = (kernel: Float64Array, features: Float64Array, count: number): void => {
    for (let at = 0, from = 0; at < count; at++, from += dimensions) {
      let distance = 0;
      for (let place = 0; place < dimensions; place++) {
        const gap = (flat[from + place] as number) - (features[place] as number);
        const square = named[place] === 1 ? (gap === 0 ? 0 : 1) : gap * gap;
        distance += (inverse[place] as number) * square;
      }
      kernel[at] = scale * matern(distance);
    }
  };
  const kernel = new Float64Array(size * size);
  for (const [a, row] of rows.entries()) {
    fillKernel(kernel.subarray(a * size), row, a);
    kernel[a * size + a] = scale + noise;
  }
  const lower = cholesky(kernel, size);
  if (lower === undefined) throw new RangeError('a kernel with noise is positive definite');
  const alpha = solveUpper(lower, solveLower(lower, losses));

  const columns = transposed(lower, size);
  const near = new Float64Array(size);

  const process: Process = {
    at(features) {
      fillKernel(near, features, size);
      let mean = 0;
      for (let at = 0; at < size; at++) mean += (near[at] as number) * (alpha[at] as number);
      solveLowerInPlace(columns, near);
      let variance = scale;
      for (let at = 0; at < size; at++) variance -= (near[at] as number) ** 2;
      return { mean, deviation: Math.sqrt(Math.max(variance, 0) + 1e-12) };
    },
    withPoints(more) {
      if (more.length === 0) return process;
      const believed = more.map((row) => process.at(row).mean);
      return processOf(
        { isName, rows: [...rows, ...more], losses: Float64Array.from([...losses, ...believed]) },
        settings,
      );
    },
  };
  return process;
}

/** Matérn 5/2 of a squared distance. */
function matern(square: number): number {
  const far = root5 * Math.sqrt(square);
  return (1 + far + (5 / 3) * square) * Math.exp(-far);
}

/** Its derivative by the squared distance. */
function maternSlope(square: number): number {
  const far = root5 * Math.sqrt(square);
  return (-5 / 6) * (1 + far) * Math.exp(-far);
}
