import type { Codes } from './table-sample.js';

/**
 * The part of the entropy of classes that a category takes away, judged on the rows not learnt from: frequencies
 * of each category, pulled towards the overall ones by one row, against the overall ones. From 0 to 1.
 */
export function classPower(column: Codes, target: Codes, learns: readonly boolean[]): number {
  const classes = target.values.length;
  const counts = new Float64Array(column.values.length * classes);
  const totals = new Float64Array(column.values.length);
  const overall = new Float64Array(classes).fill(1);
  let learnt = classes;
  eachRow(target.codes, (row, code) => {
    if (learns[row] !== true) return;
    const category = column.codes[row] as number;
    (counts[category * classes + code] as number) += 1;
    (totals[category] as number) += 1;
    (overall[code] as number) += 1;
    learnt++;
  });
  let [plain, informed] = [0, 0];
  eachRow(target.codes, (row, code) => {
    if (learns[row] === true) return;
    const category = column.codes[row] as number;
    const prior = (overall[code] as number) / learnt;
    const found = counts[category * classes + code] as number;
    plain -= Math.log(prior);
    informed -= Math.log((found + prior) / ((totals[category] as number) + 1));
  });
  return share(informed, plain);
}

/** The part of a number's variance that the mean of a category takes away, judged on the rows not learnt from. */
export function binPower(column: Codes, numbers: Float64Array, learns: readonly boolean[]): number {
  const [sums, counts] = [
    new Float64Array(column.values.length),
    new Float64Array(column.values.length),
  ];
  const mean = meanOf(numbers, learns);
  for (let row = 0; row < numbers.length; row++) {
    if (learns[row] !== true || Number.isNaN(numbers[row])) continue;
    const category = column.codes[row] as number;
    (sums[category] as number) += numbers[row] as number;
    (counts[category] as number) += 1;
  }
  return spreadTaken(numbers, learns, {
    mean,
    predict: (row) => {
      const category = column.codes[row] as number;
      return ((sums[category] as number) + mean) / ((counts[category] as number) + 1);
    },
  });
}

/** The part of a number's variance that a straight line through another takes away, judged likewise. */
export function linePower(
  line: Float64Array,
  numbers: Float64Array,
  learns: readonly boolean[],
): number {
  const mean = meanOf(numbers, learns);
  const centre = meanOf(line, learns);
  let [xx, xy] = [0, 0];
  for (let row = 0; row < numbers.length; row++) {
    const [x, y] = [(line[row] as number) - centre, (numbers[row] as number) - mean];
    if (learns[row] !== true || Number.isNaN(x) || Number.isNaN(y)) continue;
    xx += x * x;
    xy += x * y;
  }
  const slope = xx === 0 ? 0 : xy / xx;
  return spreadTaken(numbers, learns, {
    mean,
    predict: (row) => {
      const x = line[row] as number;
      return Number.isNaN(x) ? mean : mean + slope * (x - centre);
    },
  });
}

interface Predictor {
  readonly mean: number;
  readonly predict: (row: number) => number;
}

function spreadTaken(
  numbers: Float64Array,
  learns: readonly boolean[],
  { mean, predict }: Predictor,
): number {
  let [plain, informed] = [0, 0];
  for (let row = 0; row < numbers.length; row++) {
    if (learns[row] === true || Number.isNaN(numbers[row])) continue;
    plain += ((numbers[row] as number) - mean) ** 2;
    informed += ((numbers[row] as number) - predict(row)) ** 2;
  }
  return share(informed, plain);
}

function share(informed: number, plain: number): number {
  return plain > 0 ? Math.min(1, Math.max(0, 1 - informed / plain)) : 0;
}

function meanOf(values: Float64Array, learns: readonly boolean[]): number {
  let [sum, count] = [0, 0];
  for (let row = 0; row < values.length; row++) {
    if (learns[row] !== true || Number.isNaN(values[row])) continue;
    sum += values[row] as number;
    count++;
  }
  return count === 0 ? 0 : sum / count;
}

function eachRow(codes: Int32Array, look: (row: number, code: number) => void): void {
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row] as number;
    if (code >= 0) look(row, code);
  }
}
