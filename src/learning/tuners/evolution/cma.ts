import { type Eigen, eigenOf } from '../numbers/eigen.js';

/** A normal distribution that evolves: mean, step size and shape, and the paths by which it adapts. */
export interface Cma {
  readonly generation: number;
  readonly mean: Float64Array;
  readonly sigma: number;
  readonly shape: Float64Array;
  readonly sigmaPath: Float64Array;
  readonly shapePath: Float64Array;
  /** Of `shape`. */
  readonly eigen: Eigen;
}

/** How many points a generation has: equation 48 of the tutorial. */
export function generationSize(dimensions: number): number {
  return 4 + Math.floor(3 * Math.log(dimensions));
}

/** Where the evolution begins: in the middle of the unit cube, a sixth of it wide, like Optuna. */
export function firstCma(dimensions: number): Cma {
  const shape = new Float64Array(dimensions * dimensions);
  for (let at = 0; at < dimensions; at++) shape[at * dimensions + at] = 1;
  return {
    generation: 0,
    mean: new Float64Array(dimensions).fill(0.5),
    sigma: 1 / 6,
    shape,
    sigmaPath: new Float64Array(dimensions),
    shapePath: new Float64Array(dimensions),
    eigen: eigenOf(shape, dimensions),
  };
}

interface Constants {
  readonly weights: readonly number[];
  /** How many points the new mean is made of. */
  readonly parents: number;
  readonly selected: number;
  readonly cSigma: number;
  readonly dSigma: number;
  readonly cShape: number;
  readonly c1: number;
  readonly cMu: number;
  readonly expectedLength: number;
}

/** The constants of table 1 of N. Hansen, "The CMA Evolution Strategy: A Tutorial" (arXiv:1604.00772), negative weights included. */
function constantsOf(n: number): Constants {
  const size = generationSize(n);
  const parents = Math.floor(size / 2);
  const raw = Array.from(
    { length: size },
    (_, place) => Math.log((size + 1) / 2) - Math.log(place + 1),
  );
  const effective = (some: readonly number[]): number =>
    sum(some) ** 2 / sum(some.map((w) => w * w));
  const selected = effective(raw.slice(0, parents));
  const c1 = 2 / ((n + 1.3) ** 2 + selected);
  const cMu = Math.min(
    1 - c1 - 1e-8,
    (2 * (selected - 2 + 1 / selected)) / ((n + 2) ** 2 + selected),
  );
  const negative = Math.min(
    1 + c1 / cMu,
    1 + (2 * effective(raw.slice(parents))) / (selected + 2),
    (1 - c1 - cMu) / (n * cMu),
  );
  const above = sum(raw.filter((weight) => weight > 0));
  const below = -sum(raw.filter((weight) => weight < 0));
  const cSigma = (selected + 2) / (n + selected + 5);
  return {
    weights: raw.map((weight) => (weight >= 0 ? weight / above : (negative * weight) / below)),
    parents,
    selected,
    cSigma,
    dSigma: 1 + 2 * Math.max(0, Math.sqrt((selected - 1) / (n + 1)) - 1) + cSigma,
    cShape: (4 + selected / n) / (n + 4 + (2 * selected) / n),
    c1,
    cMu,
    expectedLength: Math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n)),
  };
}

/** The next generation's distribution, from the points of one, the best first: equations 39 to 47 of the tutorial. */
export function evolved(before: Cma, points: readonly Float64Array[]): Cma {
  const n = before.mean.length;
  const constants = constantsOf(n);
  const { weights, parents, selected, cSigma, dSigma, cShape, c1, cMu, expectedLength } = constants;
  const steps = points.map((point) =>
    point.map((x, at) => (x - (before.mean[at] as number)) / before.sigma),
  );
  const step = new Float64Array(n);
  for (let place = 0; place < parents; place++) {
    addTo(step, steps[place] as Float64Array, weights[place] as number);
  }
  const mean = before.mean.map((x, at) => x + before.sigma * (step[at] as number));

  const whitened = whiten(before.eigen, step);
  const sigmaPull = Math.sqrt(cSigma * (2 - cSigma) * selected);
  const sigmaPath = before.sigmaPath.map(
    (x, at) => (1 - cSigma) * x + sigmaPull * (whitened[at] as number),
  );
  const length = norm(sigmaPath);
  const sigma = before.sigma * Math.exp((cSigma / dSigma) * (length / expectedLength - 1));

  const generation = before.generation + 1;
  const settled = length / Math.sqrt(1 - (1 - cSigma) ** (2 * (generation + 1)));
  const isSlow = settled < (1.4 + 2 / (n + 1)) * expectedLength;
  const shapePull = isSlow ? Math.sqrt(cShape * (2 - cShape) * selected) : 0;
  const shapePath = before.shapePath.map(
    (x, at) => (1 - cShape) * x + shapePull * (step[at] as number),
  );
  const lost = isSlow ? 0 : c1 * cShape * (2 - cShape);

  const shape = before.shape.map((x) => (1 + lost - c1 - cMu * sum(weights)) * x);
  addOuter(shape, shapePath, c1);
  steps.forEach((one, place) => {
    const weight = weights[place] as number;
    const scale = weight >= 0 ? 1 : n / (norm(whiten(before.eigen, one)) ** 2 + 1e-8);
    addOuter(shape, one, cMu * weight * scale);
  });
  return {
    generation,
    mean,
    sigma,
    shape,
    sigmaPath,
    shapePath,
    eigen: positive(eigenOf(shape, n)),
  };
}

/** A point of the distribution, from as many standard normal numbers as it has dimensions. */
export function sampled({ mean, sigma, eigen }: Cma, normals: Float64Array): Float64Array {
  const n = mean.length;
  const { values, vectors } = eigen;
  return mean.map((x, row) => {
    let turned = 0;
    for (let at = 0; at < n; at++) {
      turned +=
        (vectors[row * n + at] as number) *
        Math.sqrt(values[at] as number) *
        (normals[at] as number);
    }
    return x + sigma * turned;
  });
}

/** shape^(−1/2) × step. */
function whiten({ values, vectors }: Eigen, step: Float64Array): Float64Array {
  const n = step.length;
  const result = new Float64Array(n);
  for (let at = 0; at < n; at++) {
    let along = 0;
    for (let row = 0; row < n; row++)
      along += (vectors[row * n + at] as number) * (step[row] as number);
    along /= Math.sqrt(values[at] as number);
    for (let row = 0; row < n; row++) {
      result[row] = (result[row] as number) + along * (vectors[row * n + at] as number);
    }
  }
  return result;
}

function positive({ values, vectors }: Eigen): Eigen {
  return { values: values.map((value) => Math.max(value, 1e-16)), vectors };
}

function addOuter(matrix: Float64Array, vector: Float64Array, weight: number): void {
  const n = vector.length;
  for (let row = 0; row < n; row++) {
    for (let column = 0; column < n; column++) {
      const at = row * n + column;
      matrix[at] =
        (matrix[at] as number) + weight * (vector[row] as number) * (vector[column] as number);
    }
  }
}

function addTo(total: Float64Array, vector: Float64Array, weight: number): void {
  for (let at = 0; at < total.length; at++) {
    total[at] = (total[at] as number) + weight * (vector[at] as number);
  }
}

function norm(vector: Float64Array): number {
  return Math.sqrt(vector.reduce((squares, x) => squares + x * x, 0));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
