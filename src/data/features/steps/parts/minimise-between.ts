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
  const start = at(bounds.low + golden * (bounds.high - bounds.low));
  const state: State = { ...bounds, best: start, second: start, third: start };
  let [step, before] = [0, 0];
  for (let round = 0; round < mostRounds; round++) {
    const { low, high, best } = state;
    const middle = (low + high) / 2;
    const tolerance = precision * Math.abs(best.x) + precision;
    if (Math.abs(best.x - middle) <= 2 * tolerance - (high - low) / 2) break;
    const parabola = parabolicStep(state);
    if (Math.abs(parabola) < Math.abs(before) / 2 && isInside(state, best.x + parabola)) {
      [before, step] = [step, parabola];
    } else {
      before = best.x < middle ? high - best.x : low - best.x;
      step = golden * before;
    }
    const reach = Math.max(Math.abs(step), tolerance);
    take(state, at(best.x + (step < 0 ? -reach : reach)));
  }
  return state.best.x;
}

/** The valley lies between `low` and `high`; the three lowest points so far. */
interface State {
  low: number;
  high: number;
  best: Point;
  second: Point;
  third: Point;
}

function isInside({ low, high }: State, x: number): boolean {
  return x > low && x < high;
}

/** Narrows the bounds by one more point, and ranks it. */
function take(state: State, next: Point): void {
  const { best, second, third } = state;
  const isBest = next.value <= best.value;
  const [edge, inner] = isBest ? [best, next] : [next, best];
  if (inner.x < edge.x) state.high = edge.x;
  else state.low = edge.x;
  if (isBest) Object.assign(state, { best: next, second: best, third: second });
  else if (next.value <= second.value || second === best) {
    Object.assign(state, { second: next, third: second });
  } else if (next.value <= third.value || third === best || third === second) state.third = next;
}

interface Point {
  readonly x: number;
  readonly value: number;
}

const golden = (3 - Math.sqrt(5)) / 2;
const precision = 1e-9;
const mostRounds = 200;

/** To the bottom of the parabola through three points; NaN when there is none. */
function parabolicStep({ best, second, third }: State): number {
  const r = (best.x - second.x) * (best.value - third.value);
  const q = (best.x - third.x) * (best.value - second.value);
  const p = (best.x - third.x) * q - (best.x - second.x) * r;
  return -p / (2 * (q - r));
}
