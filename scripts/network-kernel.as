// The inner loops of src/learning/compute/kernel in AssemblyScript; `node scripts/build-kernels.mjs` assembles them. All
// numbers are float32, all addresses and distances are bytes in the one memory.

// @ts-ignore: decorator
@inline function multiplyAdd(sum: v128, a: v128, b: v128): v128 {
  return f32x4.add(sum, f32x4.mul(a, b));
}

// C = A · B over stripes of eight columns. Element (i, p) of A is at a + i · aRow + p · aStep, for `rows` rows and `depth` steps.
// Stripe s of B starts at b + s · bStripe, its row p is eight numbers at + 32 · p. Stripe s of C starts at c + s · cStripe, its
// row i at + i · cRow. `bias`, where not 0, has a number for each column, from which sums start; with `adds` they start
// from C. With `rectifies` what is below 0 becomes 0.
export function multiply(
  a: usize, aRow: i32, aStep: i32, b: usize, bStripe: i32, c: usize, cRow: i32, cStripe: i32,
  rows: i32, depth: i32, stripes: i32, bias: usize, adds: i32, rectifies: i32,
): void {
  const zero = f32x4.splat(0);
  for (let stripe = 0; stripe < stripes; stripe++) {
    const start0 = bias != 0 ? v128.load(bias + stripe * 32) : zero;
    const start1 = bias != 0 ? v128.load(bias + stripe * 32, 16) : zero;
    const bStart = b + stripe * bStripe;
    const bEnd = bStart + depth * 32;
    const cStart = c + stripe * cStripe;
    let row = 0;
    for (; row + 4 <= rows; row += 4) {
      let a0 = a + row * aRow;
      let a1 = a0 + aRow;
      let a2 = a1 + aRow;
      let a3 = a2 + aRow;
      const c0 = cStart + row * cRow;
      const c1 = c0 + cRow;
      const c2 = c1 + cRow;
      const c3 = c2 + cRow;
      let s00 = start0, s01 = start1, s10 = start0, s11 = start1;
      let s20 = start0, s21 = start1, s30 = start0, s31 = start1;
      if (adds) {
        s00 = v128.load(c0); s01 = v128.load(c0, 16);
        s10 = v128.load(c1); s11 = v128.load(c1, 16);
        s20 = v128.load(c2); s21 = v128.load(c2, 16);
        s30 = v128.load(c3); s31 = v128.load(c3, 16);
      }
      for (let at = bStart; at < bEnd; at += 32) {
        const b0 = v128.load(at);
        const b1 = v128.load(at, 16);
        let x = v128.load32_splat(a0);
        s00 = multiplyAdd(s00, x, b0); s01 = multiplyAdd(s01, x, b1);
        x = v128.load32_splat(a1);
        s10 = multiplyAdd(s10, x, b0); s11 = multiplyAdd(s11, x, b1);
        x = v128.load32_splat(a2);
        s20 = multiplyAdd(s20, x, b0); s21 = multiplyAdd(s21, x, b1);
        x = v128.load32_splat(a3);
        s30 = multiplyAdd(s30, x, b0); s31 = multiplyAdd(s31, x, b1);
        a0 += aStep; a1 += aStep; a2 += aStep; a3 += aStep;
      }
      if (rectifies) {
        s00 = f32x4.max(s00, zero); s01 = f32x4.max(s01, zero);
        s10 = f32x4.max(s10, zero); s11 = f32x4.max(s11, zero);
        s20 = f32x4.max(s20, zero); s21 = f32x4.max(s21, zero);
        s30 = f32x4.max(s30, zero); s31 = f32x4.max(s31, zero);
      }
      v128.store(c0, s00); v128.store(c0, s01, 16);
      v128.store(c1, s10); v128.store(c1, s11, 16);
      v128.store(c2, s20); v128.store(c2, s21, 16);
      v128.store(c3, s30); v128.store(c3, s31, 16);
    }
    for (; row < rows; row++) {
      let a0 = a + row * aRow;
      const c0 = cStart + row * cRow;
      let s0 = start0, s1 = start1;
      if (adds) {
        s0 = v128.load(c0); s1 = v128.load(c0, 16);
      }
      for (let at = bStart; at < bEnd; at += 32) {
        const x = v128.load32_splat(a0);
        s0 = multiplyAdd(s0, x, v128.load(at)); s1 = multiplyAdd(s1, x, v128.load(at, 16));
        a0 += aStep;
      }
      if (rectifies) {
        s0 = f32x4.max(s0, zero); s1 = f32x4.max(s1, zero);
      }
      v128.store(c0, s0); v128.store(c0, s1, 16);
    }
  }
}

// Copies a row-major matrix of whole stripes into stripes: stripe s of `to` is `rows` times eight numbers.
export function pack(from: usize, row: i32, to: usize, rows: i32, stripes: i32): void {
  for (let stripe = 0; stripe < stripes; stripe++) {
    let at = from + stripe * 32;
    for (let i = 0; i < rows; i++) {
      v128.store(to, v128.load(at)); v128.store(to, v128.load(at, 16), 16);
      at += row;
      to += 32;
    }
  }
}

// The transpose of a matrix in stripes, [rows, columns], into stripes of its own; what `to` has beyond `rows` stays.
export function transpose(from: usize, to: usize, rows: i32, columns: i32): void {
  for (let column = 0; column < columns; column++) {
    let at = from + (column >> 3) * rows * 32 + (column & 7) * 4;
    let out = to + column * 32;
    const stripe: usize = columns * 32 - 28;
    for (let row = 0; row < rows; row++) {
      store<f32>(out, load<f32>(at));
      at += 32;
      out += (row & 7) == 7 ? stripe : <usize>4;
    }
  }
}

// Adds the columns of a row-major matrix of whole stripes up; with `adds`, to what is there.
export function sumColumns(from: usize, row: i32, to: usize, rows: i32, stripes: i32, adds: i32): void {
  for (let stripe = 0; stripe < stripes; stripe++) {
    let at = from + stripe * 32;
    let s0 = adds ? v128.load(to) : f32x4.splat(0);
    let s1 = adds ? v128.load(to, 16) : f32x4.splat(0);
    for (let i = 0; i < rows; i++) {
      s0 = f32x4.add(s0, v128.load(at)); s1 = f32x4.add(s1, v128.load(at, 16));
      at += row;
    }
    v128.store(to, s0); v128.store(to, s1, 16);
    to += 32;
  }
}

// The slope of max(0, x): `slope` stays where `value` is above 0. Counts are of numbers, in fours.
export function rectifySlope(slope: usize, value: usize, count: i32): void {
  const end = slope + ((<usize>count) << 2);
  while (slope < end) {
    v128.store(slope, v128.and(v128.load(slope), f32x4.gt(v128.load(value), f32x4.splat(0))));
    slope += 16;
    value += 16;
  }
}

// to += from
export function addTo(to: usize, from: usize, count: i32): void {
  const end = to + ((<usize>count) << 2);
  while (to < end) {
    v128.store(to, f32x4.add(v128.load(to), v128.load(from)));
    to += 16;
    from += 16;
  }
}

export function multiplyBy(values: usize, factors: usize, count: i32): void {
  const end = values + ((<usize>count) << 2);
  while (values < end) {
    v128.store(values, f32x4.mul(v128.load(values), v128.load(factors)));
    values += 16;
    factors += 16;
  }
}

// tanh by way of exp(−2|x|), to within 2e−7; |x| below 0.04 by its series, where that would cancel.
// @ts-ignore: decorator
@inline function tanhOf(x: v128): v128 {
  const size = f32x4.min(f32x4.abs(x), f32x4.splat(20));
  const y = f32x4.mul(size, f32x4.splat(-2));
  const n = f32x4.nearest(f32x4.mul(y, f32x4.splat(1.4426950408889634)));
  let r = f32x4.sub(y, f32x4.mul(n, f32x4.splat(0.693359375)));
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(-2.12194440e-4)));
  let p = f32x4.splat(0.001388888888888889);
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(0.008333333333333333));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(0.041666666666666664));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(0.16666666666666666));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(0.5));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1));
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  const e = f32x4.mul(p, power);
  const one = f32x4.splat(1);
  const far = f32x4.div(f32x4.sub(one, e), f32x4.add(one, e));
  const square = f32x4.mul(size, size);
  const near = f32x4.mul(size, f32x4.sub(one, f32x4.mul(square, f32x4.splat(0.3333333333))));
  const least = v128.bitselect(near, far, f32x4.lt(size, f32x4.splat(0.04)));
  return v128.or(least, v128.and(x, f32x4.splat(-0.0)));
}

// tanh in place; its slope goes to `slopes`.
export function tanh(values: usize, slopes: usize, count: i32): void {
  const one = f32x4.splat(1);
  const end = values + ((<usize>count) << 2);
  while (values < end) {
    const t = tanhOf(v128.load(values));
    v128.store(values, t);
    v128.store(slopes, f32x4.sub(one, f32x4.mul(t, t)));
    values += 16;
    slopes += 16;
  }
}

// GELU by its tanh approximation, in place; its slope goes to `slopes`.
export function gelu(values: usize, slopes: usize, count: i32): void {
  const end = values + ((<usize>count) << 2);
  const one = f32x4.splat(1);
  const half = f32x4.splat(0.5);
  const scale = f32x4.splat(0.7978845608028654);
  const cube = f32x4.splat(0.044715);
  while (values < end) {
    const x = v128.load(values);
    const square = f32x4.mul(x, x);
    const inner = f32x4.mul(scale, f32x4.mul(x, f32x4.add(one, f32x4.mul(cube, square))));
    const t = tanhOf(inner);
    const gate = f32x4.mul(half, f32x4.add(one, t));
    const bend = f32x4.mul(scale, f32x4.add(one, f32x4.mul(f32x4.splat(0.134145), square)));
    const rise = f32x4.mul(f32x4.mul(f32x4.mul(half, x), f32x4.sub(one, f32x4.mul(t, t))), bend);
    v128.store(slopes, f32x4.add(gate, rise));
    v128.store(values, f32x4.mul(x, gate));
    values += 16;
    slopes += 16;
  }
}

// Adds the slope of l1 · |w| + l2 / 2 · w².
export function penalise(gradient: usize, weights: usize, count: i32, l1: f32, l2: f32): void {
  const end = gradient + ((<usize>count) << 2);
  const zero = f32x4.splat(0);
  const L1 = f32x4.splat(l1);
  const L2 = f32x4.splat(l2);
  while (gradient < end) {
    const weight = v128.load(weights);
    const sign = v128.or(v128.and(weight, f32x4.splat(-0.0)), L1);
    const pull = v128.and(sign, f32x4.ne(weight, zero));
    const slope = f32x4.add(f32x4.mul(L2, weight), pull);
    v128.store(gradient, f32x4.add(v128.load(gradient), slope));
    gradient += 16;
    weights += 16;
  }
}

// Kingma & Ba 2015. `step` is the rate over 1 − beta1^t, `correction` 1 / √(1 − beta2^t).
export function adam(
  weights: usize, gradient: usize, means: usize, squares: usize, count: i32,
  beta1: f32, beta2: f32, step: f32, correction: f32, epsilon: f32,
): void {
  const end = weights + ((<usize>count) << 2);
  const B1 = f32x4.splat(beta1);
  const B2 = f32x4.splat(beta2);
  const N1 = f32x4.splat(1 - beta1);
  const N2 = f32x4.splat(1 - beta2);
  const S = f32x4.splat(step);
  const C = f32x4.splat(correction);
  const E = f32x4.splat(epsilon);
  while (weights < end) {
    const slope = v128.load(gradient);
    const mean = f32x4.add(f32x4.mul(B1, v128.load(means)), f32x4.mul(N1, slope));
    const square = f32x4.add(f32x4.mul(B2, v128.load(squares)), f32x4.mul(N2, f32x4.mul(slope, slope)));
    v128.store(means, mean);
    v128.store(squares, square);
    const size = f32x4.add(f32x4.mul(f32x4.sqrt(square), C), E);
    v128.store(weights, f32x4.sub(v128.load(weights), f32x4.div(f32x4.mul(S, mean), size)));
    weights += 16;
    gradient += 16;
    means += 16;
    squares += 16;
  }
}
