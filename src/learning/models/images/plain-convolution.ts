/* eslint-disable max-params -- the signature is that of the WebAssembly function */
import { compiledModule, pageBytes, wasm } from '../parts/wasm.js';
import { kernelBytes } from './kernel-bytes.js';

/** Numbers of places, row by row, channels innermost, in the memory of a room. */
export interface Plane {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Numbers from one place to the next: at least `channels`. */
  readonly stride: number;
  /** The first of them. */
  readonly at: number;
}

type Product = (
  patches: number,
  filter: number,
  biases: number,
  result: number,
  places: number,
  depth: number,
  stride: number,
) => void;

let compiled: object | undefined;

/** The memory of one network, and the product of matrices that works in it. Float32 throughout, like TensorFlow. */
export class ConvolutionRoom {
  readonly product: Product;
  readonly #memory = new wasm.Memory({ initial: 1 });
  #floats = new Float32Array(this.#memory.buffer);
  #used = 0;
  #shared = 0;
  #patches: number | undefined;

  constructor() {
    compiled ??= compiledModule(kernelBytes);
    const { exports } = new wasm.Instance(compiled, { env: { memory: this.#memory } });
    this.product = exports['product'] as Product;
  }

  /** Its numbers; ask again after `reserve`. */
  get floats(): Float32Array {
    return this.#floats;
  }

  /** Room for so many numbers, for as long as the network lasts: the place of the first. */
  reserve(count: number): number {
    const first = this.#used;
    this.#used += Math.ceil(count / lanes) * lanes;
    const missing = this.#used * bytesOfFloat - this.#memory.buffer.byteLength;
    if (missing > 0) {
      this.#memory.grow(Math.ceil(missing / pageBytes));
      this.#floats = new Float32Array(this.#memory.buffer);
    }
    return first;
  }

  /** Asks for room that all convolutions use in turn. */
  share(count: number): void {
    this.#shared = Math.max(this.#shared, count);
  }

  /** Where the shared room begins; all have asked for it by then. */
  get patches(): number {
    this.#patches ??= this.reserve(this.#shared);
    return this.#patches;
  }
}

const lanes = 4;
const bytesOfFloat = 4;

/** Outputs, and places, that the product computes together. */
const columns = 8;
const rows = 4;

/** A convolution with `same` padding. */
export interface PlainConvolution {
  readonly inputs: number;
  readonly outputs: number;
  readonly size: number;
  readonly stride: number;
  /** `[size, size, inputs, outputs]` */
  readonly filter: ArrayLike<number>;
  readonly biases: ArrayLike<number>;
}

/** Prepares a convolution of a plane: its patches side by side (im2col) times the filter. `run` writes to `output`. */
export function plainConvolution(
  room: ConvolutionRoom,
  { inputs, outputs, size, stride, filter, biases }: PlainConvolution,
  input: Plane,
): { readonly output: Plane; readonly run: () => void } {
  const depth = size * size * inputs;
  const width = roundUp(outputs, columns);
  const packed = new Float32Array(width * depth);
  for (let at = 0; at < depth; at++) {
    for (let output = 0; output < outputs; output++) {
      const place = (Math.floor(output / columns) * depth + at) * columns + (output % columns);
      packed[place] = filter[at * outputs + output] as number;
    }
  }
  const shape = {
    height: Math.ceil(input.height / stride),
    width: Math.ceil(input.width / stride),
  };
  const places = roundUp(shape.height * shape.width, rows);
  const [filterAt, biasesAt] = [room.reserve(packed.length), room.reserve(width)];
  const output = { ...shape, channels: outputs, stride: width, at: room.reserve(places * width) };
  room.share(places * depth);
  room.floats.set(packed, filterAt);
  room.floats.set(Array.from(biases), biasesAt);
  return {
    output,
    run: () => {
      const { patches } = room;
      gatherPatches(room.floats, patches, { input, output, size, stride });
      const [from, by, plus, to] = [patches, filterAt, biasesAt, output.at].map(
        (at) => at * bytesOfFloat,
      ) as [number, number, number, number];
      room.product(from, by, plus, to, places, depth, width);
    },
  };
}

function roundUp(count: number, to: number): number {
  return Math.ceil(count / to) * to;
}

interface Patches {
  readonly input: Plane;
  readonly output: Pick<Plane, 'height' | 'width'>;
  readonly size: number;
  readonly stride: number;
}

/** As TensorFlow pads for `same`: as much in front as behind, and what is odd behind. */
function gatherPatches(
  floats: Float32Array,
  patches: number,
  { input, output, size, stride }: Patches,
): void {
  const { channels } = input;
  const top = paddingBefore(input.height, output.height, { size, stride });
  const left = paddingBefore(input.width, output.width, { size, stride });
  let to = patches;
  const copy = (y: number, x: number): void => {
    const isInside = y >= 0 && y < input.height && x >= 0 && x < input.width;
    const from = input.at + (y * input.width + x) * input.stride;
    for (let channel = 0; channel < channels; channel++) {
      floats[to++] = isInside ? (floats[from + channel] as number) : 0;
    }
  };
  for (let row = 0; row < output.height; row++) {
    for (let column = 0; column < output.width; column++) {
      for (let y = row * stride - top; y < row * stride - top + size; y++) {
        for (let x = column * stride - left; x < column * stride - left + size; x++) copy(y, x);
      }
    }
  }
}

function paddingBefore(
  input: number,
  output: number,
  { size, stride }: Pick<Patches, 'size' | 'stride'>,
): number {
  return Math.floor(Math.max(0, (output - 1) * stride + size - input) / 2);
}
