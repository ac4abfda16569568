/** What a curve is fitted to: scores, whether each came true, and how much it counts (1 unless told). */
export interface CalibrationRows {
  readonly scores: Float64Array;
  readonly isTrue: Uint8Array;
  readonly weights?: Float64Array;
}

const mostSteps = 100;
const ridge = 1e-12;

/**
 * `1 / (1 + exp(a·score + b))` of largest likelihood, with the targets drawn in from 0 and 1 by the class sizes: Platt
 * 1999, by Newton's method as in Lin, Lin & Weng 2007.
 */
export function fitPlatt({ scores, isTrue, weights }: CalibrationRows): {
  readonly a: number;
  readonly b: number;
} {
  const weightOf = (row: number): number => weights?.[row] ?? 1;
  let positive = 0;
  let negative = 0;
  for (let row = 0; row < scores.length; row++) {
    if (isTrue[row] === 1) positive += weightOf(row);
    else negative += weightOf(row);
  }
  const targets = Float64Array.from(isTrue, (flag) =>
    flag === 1 ? (positive + 1) / (positive + 2) : 1 / (negative + 2),
  );
  const loss = (a: number, b: number): number => {
    let sum = 0;
    for (let row = 0; row < scores.length; row++) {
      const f = a * (scores[row] as number) + b;
      // −t·log(p) − (1 − t)·log(1 − p) of p = 1 / (1 + e^f), without overflow.
      const soft = Math.max(f, 0) + Math.log1p(Math.exp(-Math.abs(f)));
      sum += weightOf(row) * (soft - (1 - (targets[row] as number)) * f);
    }
    return sum;
  };

  let a = 0;
  let b = Math.log((negative + 1) / (positive + 1));
  let now = loss(a, b);
  for (let step = 0; step < mostSteps; step++) {
    let [ga, gb, haa, hab, hbb] = [0, 0, ridge, 0, ridge];
    for (let row = 0; row < scores.length; row++) {
      const score = scores[row] as number;
      const p = sigmoid(-(a * score + b));
      const slope = weightOf(row) * ((targets[row] as number) - p);
      const bend = weightOf(row) * p * (1 - p);
      ga += slope * score;
      gb += slope;
      haa += bend * score * score;
      hab += bend * score;
      hbb += bend;
    }
    if (Math.max(Math.abs(ga), Math.abs(gb)) < 1e-9 * Math.max(1, scores.length)) break;
    const determinant = haa * hbb - hab * hab;
    const da = -(hbb * ga - hab * gb) / determinant;
    const db = -(haa * gb - hab * ga) / determinant;
    let size = 1;
    while (size > 1e-10) {
      const next = loss(a + size * da, b + size * db);
      if (next < now + 1e-4 * size * (ga * da + gb * db)) {
        [a, b, now] = [a + size * da, b + size * db, next];
        break;
      }
      size /= 2;
    }
    if (size <= 1e-10) break;
  }
  return { a, b };
}

/** Without overflow at either end. */
export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const small = Math.exp(x);
  return small / (1 + small);
}
