/**
 * Where a function with one valley between two bounds is smallest, to about eight digits: Brent's method of parabolas and golden
 * sections (Algorithms for Minimization without Derivatives, 1973, chapter 5). An infinite value counts as far up.
 */
export function minimiseBetween(
  evaluate: (x: number) => number,
  bounds: { readonly low: number; readonly high: number },
): number {
  const at = (x: number): Point => {
    const value = evaluate(x);
    return { x, value: Number.isFinite(value) ? value : Number.MAX_VALUE };
  };
  let { low, high } = bounds;
  let best = at(low + golden * (high - low));
  let [second, third] = [best, best];
  let [step, before] = [0, 0];
  for (let round = 0; round < mostRounds; round++) {
    const middle = (low + high) / 2;
    const tolerance = precision * Math.abs(best.x) + precision;
    if (Math.abs(best.x - middle) <= 2 * tolerance - (high - low) / 2) break;
    const parabola = parabolicStep(best, second, third);
    const inside =
      Math.abs(parabola) < Math.abs(before) / 2 &&
      best.x + parabola > low &&
      best.x + parabola < high;
    before = inside ? step : best.x < middle ? high - best.x : low - best.x;
    step = inside ? parabola : golden * before;
    const next = at(best.x + (Math.abs(step) >= tolerance ? step : Math.sign(step) * tolerance));
    if (next.value <= best.value) {
      if (next.x < best.x) high = best.x;
      else low = best.x;
      [third, second, best] = [second, best, next];
    } else {
      if (next.x < best.x) low = next.x;
      else high = next.x;
      if (next.value <= second.value || second === best) [third, second] = [second, next];
      else if (next.value <= third.value || third === best || third === second) third = next;
    }
  }
  return best.x;
}

interface Point {
  readonly x: number;
  readonly value: number;
}

const golden = (3 - Math.sqrt(5)) / 2;
const precision = 1e-9;
const mostRounds = 200;

/** To the bottom of the parabola through three points; NaN when there is none. */
function parabolicStep(best: Point, second: Point, third: Point): number {
  const r = (best.x - second.x) * (best.value - third.value);
  const q = (best.x - third.x) * (best.value - second.value);
  const p = (best.x - third.x) * q - (best.x - second.x) * r;
  return -p / (2 * (q - r));
}
