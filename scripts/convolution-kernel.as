// The inner loop of src/learning/models/images in AssemblyScript; `node scripts/build-kernels.mjs` assembles it.
// Addresses are bytes in the one memory; all numbers are float32.

// Patches (`places` × `depth`) times a filter (`depth` × `stride`, eight columns at a time one after the other), plus biases.
// `places` is a multiple of four, `stride` of eight: four rows and eight columns of the result stay in registers.
export function product(
  patches: usize, filter: usize, biases: usize, result: usize, places: i32, depth: i32, stride: i32,
): void {
  const row = (<usize>depth) << 2;
  const step = (<usize>stride) << 2;
  const bank = (<usize>depth) << 5;
  for (let place = 0; place < places; place += 4) {
    let bias = biases;
    let w = filter;
    let to = result;
    for (let output = 0; output < stride; output += 8) {
      let a0 = v128.load(bias);
      let a1 = v128.load(bias, 16);
      let b0 = a0;
      let b1 = a1;
      let c0 = a0;
      let c1 = a1;
      let d0 = a0;
      let d1 = a1;
      let x = patches;
      const end = w + bank;
      while (w < end) {
        const f0 = v128.load(w);
        const f1 = v128.load(w, 16);
        const a = v128.load32_splat(x);
        const b = v128.load32_splat(x + row);
        const c = v128.load32_splat(x + 2 * row);
        const d = v128.load32_splat(x + 3 * row);
        a0 = f32x4.add(a0, f32x4.mul(a, f0));
        a1 = f32x4.add(a1, f32x4.mul(a, f1));
        b0 = f32x4.add(b0, f32x4.mul(b, f0));
        b1 = f32x4.add(b1, f32x4.mul(b, f1));
        c0 = f32x4.add(c0, f32x4.mul(c, f0));
        c1 = f32x4.add(c1, f32x4.mul(c, f1));
        d0 = f32x4.add(d0, f32x4.mul(d, f0));
        d1 = f32x4.add(d1, f32x4.mul(d, f1));
        w += 32;
        x += 4;
      }
      v128.store(to, a0);
      v128.store(to, a1, 16);
      v128.store(to + step, b0);
      v128.store(to + step, b1, 16);
      v128.store(to + 2 * step, c0);
      v128.store(to + 2 * step, c1, 16);
      v128.store(to + 3 * step, d0);
      v128.store(to + 3 * step, d1, 16);
      bias += 32;
      to += 32;
    }
    patches += 4 * row;
    result += 4 * step;
  }
}
