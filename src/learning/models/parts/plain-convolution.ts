/** Numbers of places, row by row, channels innermost. */
export interface Signal {
  height: number;
  width: number;
  channels: number;
  values: Float64Array;
}

/** A convolution with `same` padding, as plain loops over one image. */
export interface PlainConvolution {
  readonly inputs: number;
  readonly outputs: number;
  readonly size: number;
  readonly stride: number;
  /** `[size, size, inputs, outputs]` */
  readonly filter: ArrayLike<number>;
  readonly biases: ArrayLike<number>;
}

/** Columns of the product that are computed together. */
const tile = 4;

/**
 * Prepares a convolution: patches of the image side by side (im2col), times the filter, four places and four outputs at a time.
 * The result is written to an array that the next call overwrites.
 */
export function plainConvolution(convolution: PlainConvolution): (input: Signal) => Signal {
  const { inputs, outputs, size, stride, filter, biases } = convolution;
  const depth = size * size * inputs;
  const tiles = Math.ceil(outputs / tile);
  // Outputs four at a time, so that the innermost loop reads along memory; what is missing of the last four is 0.
  const packed = new Float64Array(tiles * depth * tile);
  for (let at = 0; at < depth; at++) {
    for (let output = 0; output < outputs; output++) {
      const place = (Math.floor(output / tile) * depth + at) * tile + (output % tile);
      packed[place] = filter[at * outputs + output] as number;
    }
  }
  const offsets = new Float64Array(tiles * tile);
  offsets.set(Array.from(biases));
  let patches = new Float64Array(0);
  const result: Signal = { height: 0, width: 0, channels: outputs, values: new Float64Array(0) };

  return (input) => {
    result.height = Math.ceil(input.height / stride);
    result.width = Math.ceil(input.width / stride);
    const places = result.height * result.width;
    const padded = Math.ceil(places / tile) * tile;
    if (patches.length < padded * depth) patches = new Float64Array(padded * depth);
    if (result.values.length < places * outputs) {
      result.values = new Float64Array(places * outputs);
    }
    gatherPatches(input, patches, { size, stride, height: result.height, width: result.width });
    multiply(patches, packed, {
      ...{ places, depth, outputs, offsets },
      result: result.values,
    });
    return result;
  };
}

interface PatchShape {
  readonly size: number;
  readonly stride: number;
  readonly height: number;
  readonly width: number;
}

/** As TensorFlow pads for `same`: as much in front as behind, and what is odd behind. */
function gatherPatches(
  input: Signal,
  patches: Float64Array,
  { size, stride, height, width }: PatchShape,
): void {
  const { channels, values } = input;
  const top = Math.floor(Math.max(0, (height - 1) * stride + size - input.height) / 2);
  const left = Math.floor(Math.max(0, (width - 1) * stride + size - input.width) / 2);
  let to = 0;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      for (let y = row * stride - top; y < row * stride - top + size; y++) {
        const isOutside = y < 0 || y >= input.height;
        for (let x = column * stride - left; x < column * stride - left + size; x++) {
          if (isOutside || x < 0 || x >= input.width) {
            for (let channel = 0; channel < channels; channel++) patches[to++] = 0;
            continue;
          }
          const from = (y * input.width + x) * channels;
          for (let channel = 0; channel < channels; channel++) {
            patches[to++] = values[from + channel] as number;
          }
        }
      }
    }
  }
}

interface Product {
  readonly places: number;
  readonly depth: number;
  readonly outputs: number;
  readonly offsets: Float64Array;
  readonly result: Float64Array;
}

/** Patches (`[places, depth]`) times the packed filter, plus the biases. Two places and four outputs stay in registers. */
function multiply(patches: Float64Array, packed: Float64Array, product: Product): void {
  const { places, depth, outputs, offsets, result } = product;
  const sums = new Float64Array(2 * tile);
  for (let first = 0; first < outputs; first += tile) {
    const width = Math.min(tile, outputs - first);
    const biases = offsets.subarray(first, first + tile);
    for (let place = 0; place < places; place += 2) {
      multiplyTile(patches, packed, { left: place * depth, filter: first * depth, depth, sums });
      const count = place + 1 < places ? 2 : 1;
      for (let row = 0; row < count; row++) {
        const at = (place + row) * outputs + first;
        for (let k = 0; k < width; k++) {
          result[at + k] = (sums[row * tile + k] as number) + (biases[k] as number);
        }
      }
    }
  }
}

interface Tile {
  /** Where the first of two neighbouring patches and the four columns of the filter begin. */
  readonly left: number;
  readonly filter: number;
  readonly depth: number;
  readonly sums: Float64Array;
}

function multiplyTile(
  patches: Float64Array,
  packed: Float64Array,
  { left, filter, depth, sums }: Tile,
): void {
  let a0 = 0;
  let a1 = 0;
  let a2 = 0;
  let a3 = 0;
  let b0 = 0;
  let b1 = 0;
  let b2 = 0;
  let b3 = 0;
  const right = left + depth;
  for (let at = 0, column = filter; at < depth; at++, column += tile) {
    const a = patches[left + at] as number;
    const b = patches[right + at] as number;
    const f0 = packed[column] as number;
    const f1 = packed[column + 1] as number;
    const f2 = packed[column + 2] as number;
    const f3 = packed[column + 3] as number;
    a0 += a * f0;
    a1 += a * f1;
    a2 += a * f2;
    a3 += a * f3;
    b0 += b * f0;
    b1 += b * f1;
    b2 += b * f2;
    b3 += b * f3;
  }
  sums[0] = a0;
  sums[1] = a1;
  sums[2] = a2;
  sums[3] = a3;
  sums[4] = b0;
  sums[5] = b1;
  sums[6] = b2;
  sums[7] = b3;
}
