// The inner loop of src/learning/models/parts/int8-layer.ts in AssemblyScript; `node scripts/build-kernels.mjs` assembles it.
// Addresses are bytes in the one memory.

// `outputs` sums of `inputs` products each: whole numbers of 16 bits at `row` times whole numbers of 8 bits at `weights`, where those of
// an output stand together. `inputs` is a multiple of 16; sums are of 32 bits.
export function product(row: usize, weights: usize, result: usize, inputs: i32, outputs: i32): void {
  const end = weights + <usize>inputs * <usize>outputs;
  let w = weights;
  while (w < end) {
    let low = i32x4.splat(0);
    let high = i32x4.splat(0);
    let x = row;
    const stop = w + <usize>inputs;
    while (w < stop) {
      const bytes = v128.load(w);
      low = i32x4.add(low, i32x4.dot_i16x8_s(v128.load(x), i16x8.extend_low_i8x16_s(bytes)));
      high = i32x4.add(high, i32x4.dot_i16x8_s(v128.load(x, 16), i16x8.extend_high_i8x16_s(bytes)));
      w += 16;
      x += 32;
    }
    const sums = i32x4.add(low, high);
    i32.store(
      result,
      i32x4.extract_lane(sums, 0) + i32x4.extract_lane(sums, 1) +
        i32x4.extract_lane(sums, 2) + i32x4.extract_lane(sums, 3),
    );
    result += 4;
  }
}
