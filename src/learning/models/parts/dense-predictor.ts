import type { SavedModel } from '../../../contracts/model.js';
import { geluCube, geluScale } from '../../compute/layers/activations.js';
import type { ColumnRun } from '../../compute/layers/embed-columns.js';
import { int8Layer } from './int8-layer.js';
import type { RowFunction } from './predictions.js';

export const activations = ['relu', 'tanh', 'gelu'] as const;
type Activation = (typeof activations)[number];

/** What the predictor reads of a model's config. */
interface DenseConfig {
  readonly layers: readonly number[];
  readonly activation: Activation;
  /** A layer as wide as what it reads is added to that. */
  readonly residual?: boolean;
  /** How columns are read where some are codes of categories; absent when all are numbers. */
  readonly runs?: readonly ColumnRun[];
}

/** A stack of dense layers with weights `0/weights`, `0/biases`, `1/weights` … as plain loops over one row. */
export function densePredictor(model: SavedModel): RowFunction {
  const { layers, activation, residual = false, runs } = model.config as unknown as DenseConfig;
  const bend = bends[activation];
  const stack = [...layers, undefined].map((_, index) => ({
    addProduct: productWith(model.weights[`${index}/weights`]),
    biases: Float64Array.from(model.weights[`${index}/biases`]?.values ?? []),
  }));
  const read = rowReader(model, runs);
  const buffers = [read.row, ...layers.map((width) => new Float64Array(width))];

  return (matrix, row, logits) => {
    const columns = model.inputs.length;
    read.from(matrix.values.subarray(row * columns, (row + 1) * columns));
    for (const [index, { addProduct, biases }] of stack.entries()) {
      const input = buffers[index] as Float64Array;
      const isLast = index === stack.length - 1;
      const output = isLast ? logits : (buffers[index + 1] as Float64Array);
      output.set(biases);
      addProduct(output, input);
      if (isLast) break;
      for (let at = 0; at < output.length; at++) output[at] = bend(output[at] as number);
      if (residual && input.length === output.length) addTo(output, input);
    }
  };
}

interface RowReader {
  /** What the first layer reads, written by `from`. */
  readonly row: Float64Array;
  from(columns: Float32Array): void;
}

/** Numbers as they are; for each code of a category its vector, which is the last one when the code is missing. */
function rowReader(
  { inputs, weights }: SavedModel,
  runs: readonly ColumnRun[] | undefined,
): RowReader {
  if (runs === undefined) {
    const row = new Float64Array(inputs.length);
    return { row, from: (columns) => row.set(columns) };
  }
  const row = new Float64Array(runs.reduce((sum, { outputs }) => sum + outputs, 0));
  const tables = runs.map(({ start }) => weights[`column-${start}/vectors`]?.values);
  return {
    row,
    from: (columns) => {
      let at = 0;
      for (const [index, { start, width, levels = 0, outputs }] of runs.entries()) {
        const table = tables[index];
        const code = columns[start] as number;
        const vector = (Number.isNaN(code) ? levels : code) * outputs;
        if (table === undefined) row.set(columns.subarray(start, start + width), at);
        else row.set(table.subarray(vector, vector + outputs), at);
        at += outputs;
      }
    },
  };
}

/** Adds the product of what a layer reads and its weights to `output`: in whole numbers where the weights say so. */
function productWith(
  block: SavedModel['weights'][string] | undefined,
): (output: Float64Array, input: Float64Array) => void {
  const { shape = [], values = [], packed } = block ?? {};
  if (packed?.multiply === 'int8') return int8Layer(packed, shape as [number, number]);
  const weights = Float64Array.from(values);
  // Input by input, not output by output: walks the weights in order, and skips inputs of zero, which one-hot and relu abound in.
  return (output, input) => {
    const width = output.length;
    for (let i = 0; i < input.length; i++) {
      const value = input[i] as number;
      if (value === 0) continue;
      const from = i * width;
      for (let j = 0; j < width; j++) {
        output[j] = (output[j] as number) + value * (weights[from + j] as number);
      }
    }
  };
}

function addTo(output: Float64Array, input: Float64Array): void {
  for (let at = 0; at < output.length; at++) {
    output[at] = (output[at] as number) + (input[at] as number);
  }
}

const bends: Readonly<Record<Activation, (x: number) => number>> = {
  relu: (x) => Math.max(0, x),
  tanh: Math.tanh,
  gelu: (x) => 0.5 * x * (1 + Math.tanh(geluScale * (x + geluCube * x * x * x))),
};
