/** Places in (0, 1) and their weights: the sum of weight × f(place) is the integral of f, exactly for polynomials up to degree 2n − 1. */
export interface Quadrature {
  readonly places: Float64Array;
  readonly weights: Float64Array;
}

/** Gauss–Legendre quadrature with `count` places: roots of the Legendre polynomial by Newton's method (Press et al., Numerical Recipes §4.6). */
export function gaussLegendre(count: number): Quadrature {
  const places = new Float64Array(count);
  const weights = new Float64Array(count);
  for (let at = 0; at < count; at++) {
    let x = Math.cos((Math.PI * (at + 0.75)) / (count + 0.5));
    let slope = 1;
    for (let round = 0; round < 100; round++) {
      const { value, derivative } = legendre(count, x);
      slope = derivative;
      const step = value / derivative;
      x -= step;
      if (Math.abs(step) < 1e-16) break;
    }
    places[at] = (1 + x) / 2;
    weights[at] = 1 / ((1 - x * x) * slope * slope);
  }
  return { places, weights };
}

/** The polynomial and its derivative at x, by the three-term recurrence. */
function legendre(degree: number, x: number): { value: number; derivative: number } {
  let [before, value] = [1, x];
  for (let k = 2; k <= degree; k++) {
    [before, value] = [value, ((2 * k - 1) * x * value - (k - 1) * before) / k];
  }
  return { value, derivative: (degree * (x * value - before)) / (x * x - 1) };
}
