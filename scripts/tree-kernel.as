// The inner loops of src/learning/models/trees in AssemblyScript; `node scripts/build-kernels.mjs` assembles them.
// Addresses are bytes in the one memory. kernel-plain.ts is the same in JavaScript: same numbers, same order of sums.

// Adds the gradient pairs at positions from … to − 1 of `pairs` (two float32) to the bins of their rows in the four
// histograms of a word (two float64 a bin). A pair is added by one instruction.
export function histogram(
  h0: usize, h1: usize, h2: usize, h3: usize,
  words: usize, rows: usize, from: i32, to: i32, pairs: usize,
): void {
  let row = rows + ((<usize>from) << 2);
  let pair = pairs + ((<usize>from) << 3);
  const end = rows + ((<usize>to) << 2);
  while (row < end) {
    const word = load<u32>(words + ((<usize>load<u32>(row)) << 2));
    const sum = f64x2.promote_low_f32x4(v128.load64_zero(pair));
    const a = h0 + ((<usize>(word & 255)) << 4);
    const b = h1 + ((<usize>((word >> 8) & 255)) << 4);
    const c = h2 + ((<usize>((word >> 16) & 255)) << 4);
    const d = h3 + ((<usize>(word >> 24)) << 4);
    v128.store(a, f64x2.add(v128.load(a), sum));
    v128.store(b, f64x2.add(v128.load(b), sum));
    v128.store(c, f64x2.add(v128.load(c), sum));
    v128.store(d, f64x2.add(v128.load(d), sum));
    row += 4;
    pair += 8;
  }
}

// parent −= child, over `bins` pairs: what is left is the other child.
export function subtract(parent: usize, child: usize, bins: i32): void {
  const end = parent + ((<usize>bins) << 4);
  while (parent < end) {
    v128.store(parent, f64x2.sub(v128.load(parent), v128.load(child)));
    parent += 16;
    child += 16;
  }
}

// Sorts positions from … to − 1 of `rows` by side: those whose bin has a 1 in `sides` to the front of the same stretch
// of `into`, the others from its end backwards. Gives the number of the former.
export function divide(
  words: usize, shift: i32, sides: usize, rows: usize, from: i32, to: i32, into: usize,
): i32 {
  let left = into + ((<usize>from) << 2);
  let right = into + ((<usize>to) << 2) - 4;
  const start = left;
  let at = rows + ((<usize>from) << 2);
  const end = rows + ((<usize>to) << 2);
  while (at < end) {
    const row = load<u32>(at);
    const word = load<u32>(words + ((<usize>row) << 2));
    const side = <usize>load<u8>(sides + ((<usize>((word >> shift) & 255))));
    store<u32>(left, row);
    store<u32>(right, row);
    left += side << 2;
    right -= (1 - side) << 2;
    at += 4;
  }
  return <i32>((left - start) >> 2);
}

// Copies `count` rows from `from` on, by `step` (4 or −4 bytes), to position `to` of `rows`; with `pairs` also the
// gradient pair of each row to the same position of `ordered`.
export function place(
  from: usize, step: i32, count: i32, rows: usize, to: i32, pairs: usize, ordered: usize,
): void {
  let row = rows + ((<usize>to) << 2);
  let out = ordered + ((<usize>to) << 3);
  const end = row + ((<usize>count) << 2);
  if (pairs == 0) {
    while (row < end) {
      store<u32>(row, load<u32>(from));
      from += step;
      row += 4;
    }
    return;
  }
  while (row < end) {
    const number = load<u32>(from);
    store<u32>(row, number);
    store<u64>(out, load<u64>(pairs + ((<usize>number) << 3)));
    from += step;
    row += 4;
    out += 8;
  }
}

// The best boundary in the histogram of a number, without rules on leaf values: as `searchNumber` in search-number.ts, with
// missing values on the right in the first lane and on the left in the second. Writes gain, left gradient and left hessian
// to `found` and gives the bin, + 256 for missing values on the left, or −1 when no gain is above `above`.
export function scan(
  sums: usize, bins: i32, hasMissing: i32, gradient: f64, hessian: f64, least: f64, l2: f64, above: f64, found: usize,
): i32 {
  const both = i64x2.splat(-1);
  const first = i64x2(-1, 0);
  const G = f64x2.splat(gradient);
  const H = f64x2.splat(hessian);
  const L2 = f64x2.splat(l2);
  const low = f64x2.splat(least);
  const high = f64x2.splat(hessian - least);
  let alive = hasMissing ? both : first;
  let left = hasMissing ? f64x2(0, load<f64>(sums)) : f64x2.splat(0);
  let weight = hasMissing ? f64x2(0, load<f64>(sums, 8)) : f64x2.splat(0);
  let best = f64x2.splat(above);
  let bestBin = i64x2.splat(-1);
  let bestLeft = left;
  let bestWeight = weight;
  const last = hasMissing ? bins - 1 : bins - 2;
  for (let bin = 1; bin <= last; bin++) {
    const pair = sums + ((<usize>bin) << 4);
    left = f64x2.add(left, v128.load64_splat(pair));
    weight = f64x2.add(weight, v128.load64_splat(pair, 8));
    const ready = f64x2.ge(weight, low);
    // Once too much is on the left the lane is over; what is light is not: the order of the tests matters.
    alive = v128.andnot(alive, v128.and(ready, f64x2.gt(weight, high)));
    if (bin == bins - 1) alive = v128.and(alive, first);
    const tried = v128.and(alive, ready);
    if (!v128.any_true(alive)) break;
    if (!v128.any_true(tried)) continue;
    const right = f64x2.sub(G, left);
    const gain = f64x2.add(
      f64x2.div(f64x2.mul(left, left), f64x2.add(weight, L2)),
      f64x2.div(f64x2.mul(right, right), f64x2.add(f64x2.sub(H, weight), L2)),
    );
    const better = v128.and(tried, f64x2.gt(gain, best));
    if (!v128.any_true(better)) continue;
    best = v128.bitselect(gain, best, better);
    bestBin = v128.bitselect(i64x2.splat(bin), bestBin, better);
    bestLeft = v128.bitselect(left, bestLeft, better);
    bestWeight = v128.bitselect(weight, bestWeight, better);
  }
  const second = f64x2.extract_lane(best, 1) > f64x2.extract_lane(best, 0);
  store<f64>(found, second ? f64x2.extract_lane(best, 1) : f64x2.extract_lane(best, 0));
  store<f64>(found, second ? f64x2.extract_lane(bestLeft, 1) : f64x2.extract_lane(bestLeft, 0), 8);
  store<f64>(found, second ? f64x2.extract_lane(bestWeight, 1) : f64x2.extract_lane(bestWeight, 0), 16);
  const bin = second ? i64x2.extract_lane(bestBin, 1) : i64x2.extract_lane(bestBin, 0);
  return bin < 0 ? -1 : <i32>bin + (second ? 256 : 0);
}

// Fills `bytes` bytes, a multiple of 16, with 0.
export function clear(from: usize, bytes: i32): void {
  const end = from + bytes;
  while (from < end) {
    v128.store(from, i64x2.splat(0));
    from += 16;
  }
}

// Adds `value` to the scores of the rows at positions from … to − 1 of `rows`.
export function add(scores: usize, rows: usize, from: i32, to: i32, value: f64): void {
  let at = rows + ((<usize>from) << 2);
  const end = rows + ((<usize>to) << 2);
  while (at < end) {
    const score = scores + ((<usize>load<u32>(at)) << 3);
    store<f64>(score, load<f64>(score) + value);
    at += 4;
  }
}

// Parts of polynomials, which do not wait for each other (Estrin's scheme): a + b x, and that + (c + d x) x².
// @ts-ignore: decorator
@inline function two(x: v128, a: f64, b: f64): v128 {
  return f64x2.add(f64x2.splat(a), f64x2.mul(f64x2.splat(b), x));
}

// @ts-ignore: decorator
@inline function four(x: v128, square: v128, a: f64, b: f64, c: f64, d: f64): v128 {
  return f64x2.add(two(x, a, b), f64x2.mul(two(x, c, d), square));
}

// exp(−x) for x ≥ 0: 2^n · exp(r) with |r| ≤ ln 2 / 2, by Taylor's series up to r^13. From 708 on what it is there, 3e−308.
// @ts-ignore: decorator
@inline function expMinus(x: v128): v128 {
  const magic = f64x2.splat(6755399441055744.0);
  const y = f64x2.neg(f64x2.min(x, f64x2.splat(708.0)));
  const n = f64x2.sub(f64x2.add(f64x2.mul(y, f64x2.splat(1.4426950408889634)), magic), magic);
  let r = f64x2.sub(y, f64x2.mul(n, f64x2.splat(0.6931471803691238)));
  r = f64x2.sub(r, f64x2.mul(n, f64x2.splat(1.9082149292705877e-10)));
  const r2 = f64x2.mul(r, r);
  const r4 = f64x2.mul(r2, r2);
  const low = four(r, r2, 1.0, 1.0, 0.5, 0.16666666666666666);
  const middle = four(r, r2, 0.041666666666666664, 0.008333333333333333, 0.001388888888888889, 0.0001984126984126984);
  const high = four(r, r2, 0.0000248015873015873, 0.0000027557319223985893, 2.755731922398589e-7, 2.505210838544172e-8);
  const highest = two(r, 2.08767569878681e-9, 1.6059043836821613e-10);
  const upper = f64x2.add(high, f64x2.mul(highest, r4));
  const p = f64x2.add(f64x2.add(low, f64x2.mul(middle, r4)), f64x2.mul(upper, f64x2.mul(r4, r4)));
  const exponent = i64x2.add(i64x2.extend_low_i32x4_s(i32x4.trunc_sat_f64x2_s_zero(n)), i64x2.splat(1023));
  return f64x2.mul(p, i64x2.shl(exponent, 52));
}

// The logarithm of a number from 1 to 2: 2 artanh((x − 1) / (x + 1)), of x / 2 above √2.
// @ts-ignore: decorator
@inline function logOf(x: v128): v128 {
  const one = f64x2.splat(1.0);
  const large = f64x2.gt(x, f64x2.splat(1.4142135623730951));
  const y = v128.bitselect(f64x2.mul(x, f64x2.splat(0.5)), x, large);
  const f = f64x2.div(f64x2.sub(y, one), f64x2.add(y, one));
  const q = f64x2.mul(f, f);
  const q2 = f64x2.mul(q, q);
  const q4 = f64x2.mul(q2, q2);
  const low = four(q, q2, 1.0, 0.3333333333333333, 0.2, 0.14285714285714285);
  const middle = four(q, q2, 0.1111111111111111, 0.09090909090909091, 0.07692307692307693, 0.06666666666666667);
  const high = f64x2.add(two(q, 0.058823529411764705, 0.05263157894736842), f64x2.mul(f64x2.splat(0.047619047619047616), q2));
  const p = f64x2.add(f64x2.add(low, f64x2.mul(middle, q4)), f64x2.mul(high, f64x2.mul(q4, q4)));
  const whole = v128.and(large, f64x2.splat(0.6931471805599453));
  return f64x2.add(f64x2.mul(f64x2.add(f, f), p), whole);
}

// Cross-entropy of the scores at positions from … to − 1 with their targets: gives the weighted sum, in two lanes by turns, and
// writes the gradient pairs. `weights` and `pairs` are 0 where there are none.
export function logistic(scores: usize, targets: usize, weights: usize, pairs: usize, from: i32, to: i32): f64 {
  const one = f64x2.splat(1.0);
  const zero = f64x2.splat(0.0);
  let sum = zero;
  for (let at = from; at < to; at += 2) {
    const place = (<usize>at) << 3;
    const isLast = at + 1 == to;
    const score = isLast ? v128.load64_zero(scores + place) : v128.load(scores + place);
    const target = isLast ? v128.load64_zero(targets + place) : v128.load(targets + place);
    const small = expMinus(f64x2.abs(score));
    const whole = f64x2.add(small, one);
    const p = f64x2.div(v128.bitselect(one, small, f64x2.ge(score, zero)), whole);
    let slope = f64x2.sub(p, target);
    let curvature = f64x2.mul(p, f64x2.sub(one, p));
    let loss = f64x2.sub(f64x2.add(f64x2.max(score, zero), logOf(whole)), f64x2.mul(score, target));
    if (weights != 0) {
      const weight = isLast ? v128.load64_zero(weights + place) : v128.load(weights + place);
      slope = f64x2.mul(slope, weight);
      curvature = f64x2.mul(curvature, weight);
      loss = f64x2.mul(loss, weight);
    }
    sum = f64x2.add(sum, isLast ? v128.and(loss, i64x2(-1, 0)) : loss);
    if (pairs == 0) continue;
    const both = v128.shuffle<f32>(f32x4.demote_f64x2_zero(slope), f32x4.demote_f64x2_zero(curvature), 0, 4, 1, 5);
    if (isLast) v128.store64_lane(pairs + place, both, 0);
    else v128.store(pairs + place, both);
  }
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}
