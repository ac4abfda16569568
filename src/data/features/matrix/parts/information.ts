import { normal, type Random } from '../../../../contracts/seeded-random.js';
import { summaryOf } from '../../number-column.js';

/** How many neighbours an estimate looks at, as in scikit-learn. */
const neighbours = 3;

/** Mutual information of two things that have few values: the plug-in estimate, in nats. */
export function betweenCodes(x: Float64Array, y: Float64Array): number {
  const [ofX, ofY, ofBoth] = [
    new Map<number, number>(),
    new Map<number, number>(),
    new Map<string, number>(),
  ];
  for (let at = 0; at < x.length; at++) {
    const [a, b] = [x[at] as number, y[at] as number];
    ofX.set(a, (ofX.get(a) ?? 0) + 1);
    ofY.set(b, (ofY.get(b) ?? 0) + 1);
    ofBoth.set(`${a} ${b}`, (ofBoth.get(`${a} ${b}`) ?? 0) + 1);
  }
  let sum = 0;
  for (const [key, count] of ofBoth) {
    const [a = 0, b = 0] = key.split(' ').map(Number);
    const expected = ((ofX.get(a) ?? 0) * (ofY.get(b) ?? 0)) / x.length;
    sum += (count / x.length) * Math.log(count / expected);
  }
  return Math.max(0, sum);
}

/** Of a number and a code, by nearest neighbours within each code: Ross 2014, PLoS ONE 9(2) e87357. */
export function betweenNumberAndCode(
  numbers: Float64Array,
  codes: Float64Array,
  random: Random,
): number {
  const x = jittered(numbers, random);
  const groups = new Map<number, number[]>();
  for (const [at, code] of codes.entries()) {
    const group = groups.get(code);
    if (group === undefined) groups.set(code, [x[at] as number]);
    else group.push(x[at] as number);
  }
  const used = [...groups.values()]
    .filter(({ length }) => length > 1)
    .map((each) => Float64Array.from(each).sort());
  const count = used.reduce((sum, { length }) => sum + length, 0);
  if (count === 0) return 0;
  const all = new Float64Array(count);
  let from = 0;
  for (const group of used) {
    all.set(group, from);
    from += group.length;
  }
  all.sort();
  const digamma = digammaUpTo(count);
  let [ofNeighbours, ofGroups, ofAll] = [0, 0, 0];
  for (const group of used) {
    const k = Math.min(neighbours, group.length - 1);
    for (let at = 0; at < group.length; at++) {
      const value = group[at] as number;
      ofAll += digamma[countWithin(all, value, kthDistance(group, at, k))] as number;
    }
    ofNeighbours += group.length * (digamma[k] as number);
    ofGroups += group.length * (digamma[group.length] as number);
  }
  return Math.max(0, (digamma[count] as number) + (ofNeighbours - ofGroups - ofAll) / count);
}

/** Of two numbers, by nearest neighbours in the larger of both distances: Kraskov et al. 2004, Phys. Rev. E 69, 066138, eq. 8. */
export function betweenNumbers(first: Float64Array, second: Float64Array, random: Random): number {
  const count = first.length;
  if (count <= neighbours) return 0;
  const [x, y] = [jittered(first, random), jittered(second, random)];
  const order = Uint32Array.from(x.keys()).sort((a, b) => (x[a] as number) - (x[b] as number));
  const sortedX = Float64Array.from(order, (at) => x[at] as number);
  const yByX = Float64Array.from(order, (at) => y[at] as number);
  const sortedY = Float64Array.from(y).sort();
  const digamma = digammaUpTo(count);
  let sum = 0;
  for (let at = 0; at < count; at++) {
    const radius = kthOfBoth(sortedX, yByX, at);
    sum += digamma[countWithin(sortedX, sortedX[at] as number, radius)] as number;
    sum += digamma[countWithin(sortedY, yByX[at] as number, radius)] as number;
  }
  return Math.max(0, (digamma[count] as number) + (digamma[neighbours] as number) - sum / count);
}

/** Brought to standard deviation 1, with noise too small to matter but to part what is equal, as scikit-learn has it. */
function jittered(values: Float64Array, random: Random): Float64Array {
  const { sd } = summaryOf(values);
  const scaled = values.map((value) => (sd === 0 ? value : value / sd));
  const size = scaled.reduce((sum, value) => sum + Math.abs(value), 0) / Math.max(1, scaled.length);
  return scaled.map((value) => value + 1e-10 * Math.max(1, size) * normal(random));
}

/** From one of some ascending values to its k-th neighbour. */
function kthDistance(sorted: Float64Array, at: number, k: number): number {
  const value = sorted[at] as number;
  let [left, right] = [at - 1, at + 1];
  let distance = 0;
  for (let found = 0; found < k; found++) {
    const toLeft = left >= 0 ? value - (sorted[left] as number) : Infinity;
    const toRight = right < sorted.length ? (sorted[right] as number) - value : Infinity;
    distance = Math.min(toLeft, toRight);
    if (toLeft <= toRight) left -= 1;
    else right += 1;
  }
  return distance;
}

/** The distance to the last of the nearest in both coordinates: outwards along x until no nearer one can come. */
function kthOfBoth(x: Float64Array, y: Float64Array, at: number): number {
  const nearest = new Array<number>(neighbours).fill(Infinity);
  let [left, right] = [at - 1, at + 1];
  for (;;) {
    const toLeft = left >= 0 ? (x[at] as number) - (x[left] as number) : Infinity;
    const toRight = right < x.length ? (x[right] as number) - (x[at] as number) : Infinity;
    const step = Math.min(toLeft, toRight);
    if (step >= (nearest[neighbours - 1] as number)) return nearest[neighbours - 1] as number;
    const other = toLeft <= toRight ? left-- : right++;
    const distance = Math.max(step, Math.abs((y[at] as number) - (y[other] as number)));
    for (let place = neighbours - 1; place >= 0 && distance < (nearest[place] as number); place--) {
      if (place < neighbours - 1) nearest[place + 1] = nearest[place] as number;
      nearest[place] = distance;
    }
  }
}

/** How many ascending values are nearer than the radius, the value itself among them. Distances are compared, not bounds, for rounding. */
function countWithin(sorted: Float64Array, value: number, radius: number): number {
  const from = firstWhere(sorted, (other) => value - other < radius);
  const to = firstWhere(sorted, (other) => other - value >= radius);
  return Math.max(1, to - from);
}

/** The first place of ascending values from which on something holds. */
function firstWhere(sorted: Float64Array, holds: (value: number) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(sorted[middle] as number)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** ψ(n) of the whole numbers up to `largest`: the harmonic numbers less Euler's constant. */
function digammaUpTo(largest: number): Float64Array {
  const values = new Float64Array(largest + 1);
  values[1] = -0.5772156649015329;
  for (let n = 2; n <= largest; n++) values[n] = (values[n - 1] as number) + 1 / (n - 1);
  return values;
}
