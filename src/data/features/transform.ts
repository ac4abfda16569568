import type { Batch, Vector } from '../../contracts/batch.js';
import type { Matrix } from '../../contracts/matrix.js';
import { isWritten } from '../../contracts/table.js';
import { MlxError } from '../../errors/index.js';
import type { FittedColumn, FittedFeatures } from './fitted-features.js';
import { columnWriter, type Writer } from './transform-column.js';
import { type Finish, finishOf } from './transform-matrix.js';

/**
 * Writes the batch's rows into `target`, row-major and `fitted.width` cells wide, from row `rowOffset` on. Infinities read as
 * missing, and columns the features do not use are ignored. Every cell is finite but those of columns that keep missing values.
 */
export function transformBatch(
  fitted: FittedFeatures,
  batch: Batch,
  { target, rowOffset }: { readonly target: Float32Array; readonly rowOffset: number },
): void {
  const { writers, finish, wideWidth, wide } = compiledOf(fitted);
  const vectors = fitted.columns.map((column) => vectorOf(batch, column));
  for (let from = 0; from < batch.rows; from += blockRows) {
    const count = Math.min(blockRows, batch.rows - from);
    const first = (rowOffset + from) * fitted.width;
    let cell = finish === undefined ? first : 0;
    for (const [index, write] of writers.entries()) {
      const place = { target: finish === undefined ? target : wide, cell, stride: wideWidth };
      write(vectors[index] as Vector, { from, count, ...place });
      cell += (fitted.columns[index] as FittedColumn).outputs.length;
    }
    finish?.(wide, { count, wideWidth }, { target, cell: first, stride: fitted.width });
  }
}

/** The batch as a model reads it. */
export function matrixOf(fitted: FittedFeatures, batch: Batch): Matrix {
  const values = new Float32Array(batch.rows * fitted.width);
  transformBatch(fitted, batch, { target: values, rowOffset: 0 });
  return matrixWith(fitted, batch.rows, values);
}

/** Values that were written by these features, as a matrix. */
export function matrixWith(
  { outputs, blocks }: FittedFeatures,
  rows: number,
  values: Float32Array,
): Matrix {
  return { rows, columns: outputs, values, ...(blocks && { blocks }) };
}

/** Small enough that a block of the matrix stays in the cache while its columns are written one by one. */
const blockRows = 512;

interface Compiled {
  readonly writers: readonly Writer[];
  /** What follows the columns, which are then written to `wide` first. */
  readonly finish: Finish | undefined;
  readonly wideWidth: number;
  readonly wide: Float32Array;
}

/** Lookups are built once per fitted features, so that a single row costs microseconds. */
const compiled = new WeakMap<FittedFeatures, Compiled>();

function compiledOf(fitted: FittedFeatures): Compiled {
  const known = compiled.get(fitted);
  if (known !== undefined) return known;
  const scratch = new Float64Array(blockRows);
  const finish = finishOf(fitted);
  const wideWidth = fitted.columns.reduce((sum, { outputs }) => sum + outputs.length, 0);
  const made = {
    writers: fitted.columns.map((column) => columnWriter(column, scratch)),
    ...{ finish, wideWidth },
    wide: new Float32Array(finish === undefined ? 0 : blockRows * wideWidth),
  };
  compiled.set(fitted, made);
  return made;
}

function vectorOf(batch: Batch, { name, type }: FittedColumn): Vector {
  const vector = batch.columns.get(name);
  const kind = type === 'image' ? 'pixels' : isWritten(type) ? 'string' : 'number';
  if (vector?.kind === kind) return vector;
  throw new MlxError(
    'features/batch-mismatch',
    vector === undefined
      ? `The rows have no column \`${name}\`, which the features need`
      : `Column \`${name}\` holds ${vector.kind}s, and was ${type} in training`,
    { hints: ['Give every column the model was trained on, with null where a value is missing'] },
  );
}
