import { functionsOn, type SharedMemory } from '../wasm-memory.js';
import { BeyondKernel } from './dense-units.js';
import { kernelBytes } from './kernel-bytes.js';
import type { KernelLayout, PlacedUnit, Strand, UnitSignals } from './kernel-layout.js';
import type { NetworkKernel } from './network-kernel.js';

/** The kernel on a memory; throws `BeyondKernel` where WebAssembly cannot have that memory. */
export function networkKernel(memory: SharedMemory): NetworkKernel {
  const functions = functionsOn(memory, kernelBytes);
  if (functions === undefined) throw new BeyondKernel('there is no WebAssembly for its memory');
  return functions as NetworkKernel;
}

/** Runs rows of a strand through dense layers and back, in the memory of the kernel. */
export class DensePass {
  readonly #kernel: NetworkKernel;
  readonly #layout: KernelLayout;
  readonly #strand: Strand;

  constructor(kernel: NetworkKernel, layout: KernelLayout, strand: Strand) {
    this.#kernel = kernel;
    this.#layout = layout;
    this.#strand = strand;
  }

  /** From the inputs of the batch to the `values` of each unit. With `drops`, masks are used. */
  forward(stretch: Stretch, { drops }: { readonly drops: boolean }): void {
    const kernel = this.#kernel;
    const { rows } = stretch;
    for (const [index, unit] of this.#layout.units.entries()) {
      const { at, row } = this.#inputOf(index, stretch);
      const { weightsAt, inputs, width, activation } = unit;
      const { values, bends, masks } = this.#signals(index);
      const bias = unit.biases === undefined ? 0 : unit.biasesAt;
      const rectifies = activation === 'relu' ? 1 : 0;
      kernel.multiply(
        ...([at, row, 4, weightsAt, 32 * inputs, values, 4 * width, 32, rows] as const),
        ...([inputs, width / 8, bias, 0, rectifies] as const),
      );
      if (activation === 'tanh') kernel.tanh(values, bends, rows * width);
      if (activation === 'gelu') kernel.gelu(values, bends, rows * width);
      if (!drops || masks === 0) continue;
      kernel.multiplyBy(values, masks + 4 * stretch.strandRow * width, rows * width);
    }
  }

  /** From the `slopes` of the last unit to the strand's gradient, to which it is added where `adds`. */
  backward(stretch: Stretch, { adds }: { readonly adds: boolean }): void {
    const kernel = this.#kernel;
    const { units } = this.#layout;
    const { packed, gradient } = this.#strand;
    const { rows } = stretch;
    for (let index = units.length - 1; index >= 0; index--) {
      const { width, inputs, weightsAt, biases, biasesAt } = units[index] as PlacedUnit;
      const { slopes } = this.#signals(index);
      const stripes = width / 8;
      const { at, row } = this.#inputOf(index, stretch);
      kernel.pack(slopes, 4 * width, packed, rows, stripes);
      kernel.multiply(
        ...([at, 4, row, packed, 32 * rows, weightsAt + gradient, 32, 32 * inputs] as const),
        ...([inputs, rows, stripes, 0, adds ? 1 : 0, 0] as const),
      );
      if (biases !== undefined) {
        const into = biasesAt + gradient;
        kernel.sumColumns(slopes, 4 * width, into, rows, stripes, adds ? 1 : 0);
      }
      if (index > 0) this.#bringBack(index, stretch);
    }
  }

  /** The slopes along what a unit reads, down to the sums of the unit before it. */
  #bringBack(index: number, { rows, strandRow }: Stretch): void {
    const kernel = this.#kernel;
    const { width, transposed, outputs } = this.#layout.units[index] as PlacedUnit;
    const { slopes } = this.#signals(index);
    const before = this.#layout.units[index - 1] as PlacedUnit;
    const into = this.#signals(index - 1);
    const count = rows * before.width;
    kernel.multiply(
      ...([slopes, 4 * width, 4, transposed, 32 * outputs, into.slopes, 4 * before.width] as const),
      ...([32, rows, outputs, before.width / 8, 0, 0, 0] as const),
    );
    if (into.masks !== 0) {
      kernel.multiplyBy(into.slopes, into.masks + 4 * strandRow * before.width, count);
    }
    if (before.activation === 'relu') kernel.rectifySlope(into.slopes, into.values, count);
    else if (before.activation !== undefined) kernel.multiplyBy(into.slopes, into.bends, count);
  }

  #signals(index: number): UnitSignals {
    return this.#strand.signals[index] as UnitSignals;
  }

  /** Where a unit reads, and how far it is from row to row. */
  #inputOf(index: number, { batchRow }: Stretch): { readonly at: number; readonly row: number } {
    const { units, inputs } = this.#layout;
    const before = units[index - 1];
    if (before !== undefined) return { at: this.#signals(index - 1).values, row: 4 * before.width };
    const row = 4 * (units[0] as PlacedUnit).inputs;
    return { at: inputs + batchRow * row, row };
  }
}

/** Some rows of a batch: how many, and where they start in the batch and in the strand. */
export interface Stretch {
  readonly rows: number;
  readonly batchRow: number;
  readonly strandRow: number;
}
