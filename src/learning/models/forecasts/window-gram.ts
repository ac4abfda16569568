/** Sums over windows of a series: of their values, and of the products of each two. */
export interface WindowGram {
  /** Values in a window. */
  readonly size: number;
  readonly windows: number;
  readonly sums: Float64Array;
  /** Row-major, `size × size`. */
  readonly products: Float64Array;
}

/**
 * The sums over all windows that begin at `first` … `last`. A product of two places is that of the places before them but for
 * the ends, so the cost grows with the series plus the square of the window, not with their product.
 */
export function windowGram(
  values: Float64Array,
  { size, first, last }: { readonly size: number; readonly first: number; readonly last: number },
): WindowGram {
  const at = (place: number): number => values[place] as number;
  const products = new Float64Array(size * size);
  const sums = new Float64Array(size);
  for (let place = 0; place < size; place++) {
    let [sum, product] = [0, 0];
    for (let start = first; start <= last; start++) {
      sum += at(start + place);
      product += at(start) * at(start + place);
    }
    sums[place] = sum;
    products[place] = product;
    products[place * size] = product;
  }
  for (let row = 1; row < size; row++) {
    for (let column = row; column < size; column++) {
      const before = products[(row - 1) * size + column - 1] as number;
      const left = at(first + row - 1) * at(first + column - 1);
      const entered = at(last + row) * at(last + column);
      const product = before - left + entered;
      products[row * size + column] = product;
      products[column * size + row] = product;
    }
  }
  return { size, windows: last - first + 1, sums, products };
}

/** Both sums together. */
export function addGrams(a: WindowGram, b: WindowGram): WindowGram {
  return {
    size: a.size,
    windows: a.windows + b.windows,
    sums: a.sums.map((sum, at) => sum + (b.sums[at] as number)),
    products: a.products.map((product, at) => product + (b.products[at] as number)),
  };
}

/** The sums for shorter windows that end where these do. */
export function lastOf(gram: WindowGram, size: number): WindowGram {
  const skip = gram.size - size;
  const products = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    const from = (row + skip) * gram.size + skip;
    products.set(gram.products.subarray(from, from + size), row * size);
  }
  return { size, windows: gram.windows, sums: gram.sums.slice(skip), products };
}

/** The sums when one place of each window is taken from all its places, that one included, which is 0 then. */
export function lessPlace(gram: WindowGram, place: number): WindowGram {
  const { size, windows } = gram;
  const product = (row: number, column: number): number =>
    gram.products[row * size + column] as number;
  const square = product(place, place);
  const products = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      products[row * size + column] =
        product(row, column) - product(row, place) - product(place, column) + square;
    }
  }
  const taken = gram.sums[place] as number;
  return { size, windows, sums: gram.sums.map((sum) => sum - taken), products };
}
