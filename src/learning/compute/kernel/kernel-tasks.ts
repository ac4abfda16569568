import type { Loss } from '../network.js';
import type { Tasks } from '../team.js';
import type { SharedMemory } from '../wasm-memory.js';
import { DensePass, networkKernel } from './dense-pass.js';
import { type KernelLayout, type PlacedUnit, rowsOfStrand } from './kernel-layout.js';
import { type OutputLoss, outputLoss } from './output-losses.js';

/** All that the threads of a training share; plain data. */
export interface KernelSpec {
  readonly memory: SharedMemory;
  readonly layout: KernelLayout;
  readonly loss: Loss;
  readonly targetWidth: number;
}

/** What a strand is told to do with its part of the batch: a step's gradient, or the loss alone. */
export const commands = { learn: 0, judge: 1 };

/** Words of the control block. */
const controlWords = 16;

/** Told: rows of the batch. From 1 on each strand tells the sum of its rows' losses. */
export function toldNumbers({ memory, layout }: KernelSpec): Float64Array {
  return new Float64Array(memory.buffer, layout.told, 8);
}

/** The strands of a batch, one to a task. */
export class KernelTasks implements Tasks {
  readonly #spec: KernelSpec;
  readonly #passes: readonly DensePass[];
  readonly #lossOf: OutputLoss;
  readonly #floats: Float32Array;
  readonly #told: Float64Array;

  constructor(spec: KernelSpec) {
    const { memory, layout, loss } = spec;
    const kernel = networkKernel(memory);
    this.#spec = spec;
    this.#passes = layout.strands.map((strand) => new DensePass(kernel, layout, strand));
    this.#lossOf = outputLoss(loss);
    this.#floats = new Float32Array(memory.buffer);
    this.#told = toldNumbers(spec);
  }

  run(command: number, strand: number): void {
    const { layout } = this.#spec;
    const pass = this.#passes[strand] as DensePass;
    const batchRows = this.#told[0] as number;
    const each = rowsOfStrand(batchRows);
    const first = strand * each;
    const end = Math.min(batchRows, first + each);
    const learns = command === commands.learn;
    let sum = 0;
    for (let batchRow = first; batchRow < end; batchRow += layout.rows) {
      const strandRow = batchRow - first;
      const stretch = { rows: Math.min(layout.rows, end - batchRow), batchRow, strandRow };
      pass.forward(stretch, { drops: learns });
      sum += this.#lossOf(this.#output(strand, { ...stretch, batchRows }));
      if (learns) pass.backward(stretch, { adds: strandRow > 0 });
    }
    this.#told[1 + strand] = sum;
  }

  #output(
    strand: number,
    { rows, batchRow, batchRows }: { rows: number; batchRow: number; batchRows: number },
  ): Parameters<OutputLoss>[0] {
    const { layout, targetWidth } = this.#spec;
    const { width, outputs } = layout.units.at(-1) as PlacedUnit;
    const signals = layout.strands[strand]?.signals.at(-1);
    const y = this.#view(layout.targets, batchRows * targetWidth);
    const { rowWeights } = layout;
    return {
      logits: this.#view(signals?.values ?? 0, rows * width),
      slopes: this.#view(signals?.slopes ?? 0, rows * width),
      width,
      outputs,
      targets: rowWeights === 0 ? { y } : { y, weights: this.#view(rowWeights, batchRows) },
      batchRows,
      from: batchRow,
      rows,
    };
  }

  #view(at: number, count: number): Float32Array {
    return this.#floats.subarray(at / 4, at / 4 + count);
  }
}

/** The words by which the threads agree. */
export function controlOf({ memory, layout }: KernelSpec): Int32Array {
  return new Int32Array(memory.buffer, layout.control, controlWords);
}
