/** A function to be made small: convex and smooth, but for the `l1` part that the solver adds itself. */
export interface Objective {
  readonly size: number;
  /** The value at a point; the gradient is written into `gradient`. */
  evaluate(point: Float64Array, gradient: Float64Array): Promise<number>;
}

export interface LbfgsOptions {
  readonly maxIterations: number;
  /** Done when no slope, measured on the scale of `curvature`, is steeper. */
  readonly tolerance: number;
  /** A guess of the second derivative along each coordinate, above 0: makes features of any unit equally easy. */
  readonly curvature: Float64Array;
  /** Weight of each coordinate's absolute value in the objective; absent for none. */
  readonly l1?: Float64Array;
  onIteration(iteration: number): void;
}

export interface LbfgsResult {
  readonly point: Float64Array;
  readonly iterations: number;
  readonly converged: boolean;
}

/**
 * Minimises from zero with L-BFGS: Nocedal & Wright, Numerical Optimization, algorithm 7.5, with an Armijo line search
 * that tries the full step first; pairs without positive curvature are left out. With `l1` it is OWL-QN (Andrew & Gao
 * 2007): pseudo-gradients, directions and steps that stay in one orthant, so that unneeded weights become exactly 0.
 */
export async function minimise(objective: Objective, options: LbfgsOptions): Promise<LbfgsResult> {
  const { size } = objective;
  const { l1 } = options;
  const memory = new CurvatureMemory(options.curvature);
  let here = await pointAt(objective, new Float64Array(size), l1);

  for (let iteration = 1; iteration <= options.maxIterations; iteration++) {
    if (steepest(here.slope, options.curvature) <= options.tolerance) {
      return { point: here.x, iterations: iteration - 1, converged: true };
    }
    const next = await lineSearch(objective, {
      here,
      direction: memory.direction(here.slope, l1),
      l1,
    });
    if (next === undefined) {
      // Rounding hides any further descent. From a fresh memory the direction is as good as it gets.
      if (memory.isEmpty) return { point: here.x, iterations: iteration - 1, converged: true };
      memory.clear();
      continue;
    }
    memory.add(here, next);
    here = next;
    options.onIteration(iteration);
  }
  return { point: here.x, iterations: options.maxIterations, converged: false };
}

interface Point {
  readonly x: Float64Array;
  /** With the `l1` part. */
  readonly value: number;
  /** Of the smooth part alone. */
  readonly gradient: Float64Array;
  /** The pseudo-gradient: the way down, including the `l1` part. */
  readonly slope: Float64Array;
}

async function pointAt(objective: Objective, x: Float64Array, l1?: Float64Array): Promise<Point> {
  const gradient = new Float64Array(x.length);
  const smooth = await objective.evaluate(x, gradient);
  if (l1 === undefined) return { x, value: smooth, gradient, slope: gradient };
  const value = x.reduce((sum, w, at) => sum + (l1[at] as number) * Math.abs(w), smooth);
  const slope = gradient.map((g, at) => pseudoGradient(x[at] as number, g, l1[at] as number));
  return { x, value, gradient, slope };
}

function pseudoGradient(x: number, gradient: number, l1: number): number {
  if (x !== 0) return gradient + Math.sign(x) * l1;
  if (gradient + l1 < 0) return gradient + l1;
  return Math.max(0, gradient - l1);
}

function steepest(slope: Float64Array, curvature: Float64Array): number {
  let most = 0;
  for (let at = 0; at < slope.length; at++) {
    most = Math.max(most, Math.abs(slope[at] as number) / Math.sqrt(curvature[at] as number));
  }
  return most;
}

interface Search {
  readonly here: Point;
  readonly direction: Float64Array;
  readonly l1: Float64Array | undefined;
}

const armijo = 1e-4;
const shortestStep = 1e-10;

/** The first of ever shorter steps that goes down enough; undefined when none does. */
async function lineSearch(objective: Objective, search: Search): Promise<Point | undefined> {
  const { here, direction, l1 } = search;
  const descent = dot(here.slope, direction);
  let step = 1;
  while (step > shortestStep) {
    const next = await pointAt(objective, stepTo(search, step), l1);
    const foreseen = next.x.reduce(
      (sum, x, at) => sum + (here.slope[at] as number) * (x - (here.x[at] as number)),
      0,
    );
    if (next.value <= here.value + armijo * foreseen && foreseen < 0) return next;
    // The minimum of the parabola through what is known, within sensible bounds.
    const parabola = (-descent * step * step) / (2 * (next.value - here.value - descent * step));
    step = parabola > 0.1 * step && parabola < 0.5 * step ? parabola : step * 0.3;
  }
  return undefined;
}

/** With `l1` a coordinate that would cross zero stops there. */
function stepTo({ here, direction, l1 }: Search, step: number): Float64Array {
  return here.x.map((x, at) => {
    const moved = x + step * (direction[at] as number);
    if (l1 === undefined || l1[at] === 0) return moved;
    const orthant = x === 0 ? -Math.sign(here.slope[at] as number) : Math.sign(x);
    return Math.sign(moved) === orthant ? moved : 0;
  });
}

const rememberedPairs = 10;

/** The last steps and how the gradient changed along them: an approximation of the inverse Hessian. */
class CurvatureMemory {
  readonly #curvature: Float64Array;
  #pairs: { s: Float64Array; y: Float64Array; sy: number }[] = [];

  constructor(curvature: Float64Array) {
    this.#curvature = curvature;
  }

  get isEmpty(): boolean {
    return this.#pairs.length === 0;
  }

  clear(): void {
    this.#pairs = [];
  }

  add(from: Point, to: Point): void {
    const s = to.x.map((x, at) => x - (from.x[at] as number));
    const y = to.gradient.map((g, at) => g - (from.gradient[at] as number));
    const sy = dot(s, y);
    if (sy <= 1e-14 * Math.sqrt(dot(s, s) * dot(y, y))) return;
    this.#pairs.push({ s, y, sy });
    if (this.#pairs.length > rememberedPairs) this.#pairs.shift();
  }

  /** Minus the approximate inverse Hessian times the slope: algorithm 7.4, from a diagonal that is known. */
  direction(slope: Float64Array, l1: Float64Array | undefined): Float64Array {
    const q = slope.slice();
    const shares: number[] = [];
    for (const { s, y, sy } of this.#pairs.toReversed()) {
      const share = dot(s, q) / sy;
      shares.unshift(share);
      addScaled(q, y, -share);
    }
    const scale = this.#scale();
    for (let at = 0; at < q.length; at++) {
      q[at] = (scale * (q[at] as number)) / (this.#curvature[at] as number);
    }
    for (const [index, { s, y, sy }] of this.#pairs.entries()) {
      addScaled(q, s, (shares[index] as number) - dot(y, q) / sy);
    }
    return q.map((value, at) => {
      const uphill = value * (slope[at] as number) <= 0;
      return l1 !== undefined && (l1[at] as number) > 0 && uphill ? 0 : -value;
    });
  }

  /** Makes the diagonal agree with the last step: (7.20), on the scale of the diagonal. */
  #scale(): number {
    const last = this.#pairs.at(-1);
    if (last === undefined) return 1;
    const yHy = last.y.reduce((sum, y, at) => sum + (y * y) / (this.#curvature[at] as number), 0);
    return last.sy / yHy;
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += (a[at] as number) * (b[at] as number);
  return sum;
}

function addScaled(to: Float64Array, values: Float64Array, factor: number): void {
  for (let at = 0; at < to.length; at++)
    to[at] = (to[at] as number) + factor * (values[at] as number);
}
