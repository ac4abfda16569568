import type { Batch, Vector } from '../../contracts/batch.js';
import type { Matrix } from '../../contracts/matrix.js';
import { MlxError } from '../../errors/index.js';
import type { FittedColumn, FittedFeatures } from './fitted-features.js';
import { featureSteps } from './steps/index.js';
import { type Block, storable, storableOrMissing } from './steps/step.js';

/**
 * Writes the batch's rows into `target`, row-major and `fitted.width` cells wide, from row `rowOffset` on. Infinities read as
 * missing, and columns the features do not use are ignored. Every cell is finite but those of columns that keep missing values.
 */
export function transformBatch(
  fitted: FittedFeatures,
  batch: Batch,
  { target, rowOffset }: { readonly target: Float32Array; readonly rowOffset: number },
): void {
  const writers = writersOf(fitted);
  const vectors = fitted.columns.map((column) => vectorOf(batch, column));
  for (let from = 0; from < batch.rows; from += blockRows) {
    const count = Math.min(blockRows, batch.rows - from);
    let cell = (rowOffset + from) * fitted.width;
    for (const [index, write] of writers.entries()) {
      write(vectors[index] as Vector, { from, count, target, cell, stride: fitted.width });
      cell += (fitted.columns[index] as FittedColumn).outputs.length;
    }
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

type Writer = (vector: Vector, block: Block) => void;

/** Lookups are built once per fitted features, so that a single row costs microseconds. */
const compiled = new WeakMap<FittedFeatures, readonly Writer[]>();

function writersOf(fitted: FittedFeatures): readonly Writer[] {
  const known = compiled.get(fitted);
  if (known !== undefined) return known;
  const scratch = new Float64Array(blockRows);
  const writers = fitted.columns.map((column) => writerOf(column, scratch));
  compiled.set(fitted, writers);
  return writers;
}

function writerOf(column: FittedColumn, scratch: Float64Array): Writer {
  const encoder = column.encode && featureSteps.encode.get(column.encode.name);
  const write = encoder?.reads === 'string' ? stringWriter(column) : numberWriter(column, scratch);
  if (!column.indicator) return write;
  const last = column.outputs.length - 1;
  return (vector, block) => {
    write(vector, block);
    writeIndicator(vector, block, last);
  };
}

function stringWriter(column: FittedColumn): Writer {
  const { impute, encode } = column;
  const step = featureSteps.encode.get(encode?.name ?? '');
  if (step.reads !== 'string') throw new TypeError(`${step.name} does not read strings`);
  const write = step.writer(encode?.state ?? {}, impute.fill);
  const isCode = column.block?.kind === 'category' && column.keepsMissing !== true;
  const unknown = (column.block?.levels ?? 1) - 1;
  return (vector, block) => {
    if (vector.kind !== 'string') return;
    write(vector.values, block);
    if (isCode) fillMissing(block, unknown);
  };
}

/** A family that does not read NaN takes a missing category for an unknown one. */
function fillMissing({ count, target, cell, stride }: Block, value: number): void {
  for (let row = 0; row < count; row++) {
    if (Number.isNaN(target[cell + row * stride])) target[cell + row * stride] = value;
  }
}

function numberWriter(column: FittedColumn, scratch: Float64Array): Writer {
  const fill = typeof column.impute.fill === 'number' ? column.impute.fill : NaN;
  const scale =
    column.scale && featureSteps.scale.get(column.scale.name).scaler(column.scale.state);
  const write = numberEncoderOf(column) ?? (column.keepsMissing ? writeWithMissing : writePlain);
  return (vector, block) => {
    if (vector.kind !== 'number') return;
    for (let row = 0; row < block.count; row++) {
      const value = vector.values[block.from + row] as number;
      scratch[row] = Number.isFinite(value) ? value : fill;
    }
    scale?.(scratch, block.count);
    write(scratch, block);
  };
}

function numberEncoderOf({
  encode,
}: FittedColumn): ((values: Float64Array, block: Block) => void) | undefined {
  if (encode === undefined) return undefined;
  const step = featureSteps.encode.get(encode.name);
  return step.reads === 'number' ? step.writer(encode.state) : undefined;
}

function writePlain(values: Float64Array, { count, target, cell, stride }: Block): void {
  for (let row = 0; row < count; row++) {
    target[cell + row * stride] = storable(values[row] as number);
  }
}

function writeWithMissing(values: Float64Array, { count, target, cell, stride }: Block): void {
  for (let row = 0; row < count; row++) {
    target[cell + row * stride] = storableOrMissing(values[row] as number);
  }
}

function writeIndicator(vector: Vector, block: Block, place: number): void {
  const { from, count, target, cell, stride } = block;
  for (let row = 0; row < count; row++) {
    const value = vector.values[from + row] ?? null;
    const missing = typeof value === 'number' ? !Number.isFinite(value) : value === null;
    target[cell + row * stride + place] = missing ? 1 : 0;
  }
}

function vectorOf(batch: Batch, { name, type }: FittedColumn): Vector {
  const vector = batch.columns.get(name);
  const kind = type === 'category' || type === 'text' ? 'string' : 'number';
  if (vector?.kind === kind) return vector;
  throw new MlxError(
    'features/batch-mismatch',
    vector === undefined
      ? `The rows have no column \`${name}\`, which the features need`
      : `Column \`${name}\` holds ${vector.kind}s, and was ${type} in training`,
    { hints: ['Give every column the model was trained on, with null where a value is missing'] },
  );
}
