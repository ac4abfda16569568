import { functionsOn, openMemory, type SharedMemory } from '../wasm-memory.js';
import { BeyondKernel } from './dense-units.js';
import { kernelBytes } from './kernel-bytes.js';
import type { KernelLayout, PlacedUnit } from './kernel-layout.js';
import type { NetworkKernel } from './network-kernel.js';

/** Runs some rows through dense layers and back, in the memory of the kernel. */
export class DensePass {
  readonly kernel: NetworkKernel;
  /** The whole memory. */
  readonly floats: Float32Array;
  readonly #layout: KernelLayout;

  constructor(layout: KernelLayout) {
    const memory: SharedMemory = openMemory(layout.bytes);
    const functions = functionsOn(memory, kernelBytes);
    if (functions === undefined) throw new BeyondKernel('there is no WebAssembly for its memory');
    this.kernel = functions as NetworkKernel;
    this.floats = new Float32Array(memory.buffer);
    this.#layout = layout;
  }

  /** Numbers of the memory from an address on. */
  view(at: number, count: number): Float32Array {
    return this.floats.subarray(at / 4, at / 4 + count);
  }

  /** The weights the other way round, for the way back. Call it once they have changed. */
  turnWeights(): void {
    for (const { weightsAt, transposed, inputs, outputs } of this.#layout.units.slice(1)) {
      this.kernel.transpose(weightsAt, transposed, inputs, outputs);
    }
  }

  /** From `inputs` to the `values` of each unit. Masks are used where `drops`. */
  forward(rows: number, { drops }: { readonly drops: boolean }): void {
    const { kernel } = this;
    for (const [index, unit] of this.#layout.units.entries()) {
      const { at, row } = this.#inputOf(index);
      const { weightsAt, inputs, values, width, bends, activation } = unit;
      const bias = unit.biases === undefined ? 0 : unit.biasesAt;
      const rectifies = activation === 'relu' ? 1 : 0;
      kernel.multiply(
        ...([at, row, 4, weightsAt, 32 * inputs, values, 4 * width, 32, rows] as const),
        ...([inputs, width / 8, bias, 0, rectifies] as const),
      );
      if (activation === 'tanh') kernel.tanh(values, bends, rows * width);
      if (activation === 'gelu') kernel.gelu(values, bends, rows * width);
      if (drops && unit.masks !== 0) kernel.multiplyBy(values, unit.masks, rows * width);
    }
  }

  /** From the `slopes` of the last unit to the gradient of the weights, to which it is added where `adds`. */
  backward(rows: number, { adds }: { readonly adds: boolean }): void {
    const { kernel } = this;
    const { units, packed, gradient } = this.#layout;
    for (let index = units.length - 1; index >= 0; index--) {
      const unit = units[index] as PlacedUnit;
      const { slopes, width, inputs } = unit;
      const stripes = width / 8;
      const { at, row } = this.#inputOf(index);
      kernel.pack(slopes, 4 * width, packed, rows, stripes);
      kernel.multiply(
        ...([at, 4, row, packed, 32 * rows, unit.weightsAt + gradient, 32, 32 * inputs] as const),
        ...([inputs, rows, stripes, 0, adds ? 1 : 0, 0] as const),
      );
      if (unit.biases !== undefined) {
        const into = unit.biasesAt + gradient;
        kernel.sumColumns(slopes, 4 * width, into, rows, stripes, adds ? 1 : 0);
      }
      if (index > 0) this.#bringBack(rows, unit, units[index - 1] as PlacedUnit);
    }
  }

  /** The slopes along what a unit reads, down to the sums of the unit before it. */
  #bringBack(
    rows: number,
    { slopes, width, transposed, outputs }: PlacedUnit,
    to: PlacedUnit,
  ): void {
    const { kernel } = this;
    const count = rows * to.width;
    kernel.multiply(
      ...([slopes, 4 * width, 4, transposed, 32 * outputs, to.slopes, 4 * to.width, 32] as const),
      ...([rows, outputs, to.width / 8, 0, 0, 0] as const),
    );
    if (to.masks !== 0) kernel.multiplyBy(to.slopes, to.masks, count);
    if (to.activation === 'relu') kernel.rectifySlope(to.slopes, to.values, count);
    else if (to.activation !== undefined) kernel.multiplyBy(to.slopes, to.bends, count);
  }

  /** Where a unit reads, and from row to row how far it is. */
  #inputOf(index: number): { readonly at: number; readonly row: number } {
    const { units, inputs } = this.#layout;
    const before = units[index - 1];
    if (before !== undefined) return { at: before.values, row: 4 * before.width };
    return { at: inputs, row: 4 * (units[0] as PlacedUnit).inputs };
  }
}
