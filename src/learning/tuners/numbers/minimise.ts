/** A value and its gradient at a point; undefined where the function has none. */
export type Slope = (
  at: Float64Array,
) => { readonly value: number; readonly gradient: Float64Array } | undefined;

/**
 * A minimum of a smooth function of few variables: BFGS with backtracking (Nocedal and Wright, 6.1), until no slope is steeper
 * than `tolerance` or the iterations are used up. The start itself when the function has no value there.
 */
export function minimum(
  slope: Slope,
  start: Float64Array,
  { iterations, tolerance }: { readonly iterations: number; readonly tolerance: number },
): Float64Array {
  const n = start.length;
  let point = start;
  let now = slope(point);
  let inverse = identity(n);
  for (let iteration = 0; now !== undefined && iteration < iterations; iteration++) {
    const { gradient } = now;
    if (gradient.every((one) => Math.abs(one) < tolerance)) break;
    let direction = times(inverse, gradient).map((x) => -x);
    if (dot(direction, gradient) >= 0) {
      inverse = identity(n);
      direction = gradient.map((x) => -x);
    }
    // No step so long that a logarithm leaps out of what floats can hold.
    const longest = Math.max(...direction.map(Math.abs));
    if (longest > 2) direction = direction.map((x) => (2 * x) / longest);
    const next = backtracked(slope, { point, now, direction });
    if (next === undefined) break;
    const s = next.point.map((x, at) => x - (point[at] as number));
    const y = next.now.gradient.map((x, at) => x - (gradient[at] as number));
    inverse = updated(inverse, s, y);
    const gained = now.value - next.now.value;
    ({ point, now } = next);
    if (gained < 1e-9 * (1 + Math.abs(now.value))) break;
  }
  return point;
}

type Sloped = NonNullable<ReturnType<Slope>>;

function backtracked(
  slope: Slope,
  {
    point,
    now,
    direction,
  }: { readonly point: Float64Array; readonly now: Sloped; readonly direction: Float64Array },
): { readonly point: Float64Array; readonly now: Sloped } | undefined {
  const fall = dot(direction, now.gradient);
  for (let length = 1; length > 1e-6; length /= 2) {
    const next = point.map((x, at) => x + length * (direction[at] as number));
    const there = slope(next);
    if (there !== undefined && there.value <= now.value + 1e-4 * length * fall) {
      return { point: next, now: there };
    }
  }
  return undefined;
}

/** The BFGS update of the inverse Hessian; left as it is where the function curves the wrong way. */
function updated(inverse: Float64Array, s: Float64Array, y: Float64Array): Float64Array {
  const n = s.length;
  const sy = dot(s, y);
  if (sy <= 1e-12) return inverse;
  const hy = times(inverse, y);
  const scale = (1 + dot(y, hy) / sy) / sy;
  return inverse.map((x, at) => {
    const row = Math.floor(at / n);
    const column = at % n;
    const cross =
      (hy[row] as number) * (s[column] as number) + (s[row] as number) * (hy[column] as number);
    return x + scale * (s[row] as number) * (s[column] as number) - cross / sy;
  });
}

function identity(n: number): Float64Array {
  return new Float64Array(n * n).map((_, at) => (at % (n + 1) === 0 ? 1 : 0));
}

function times(matrix: Float64Array, vector: Float64Array): Float64Array {
  const n = vector.length;
  return vector.map((_, row) => dot(matrix.subarray(row * n, row * n + n), vector));
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += (a[at] as number) * (b[at] as number);
  return sum;
}
