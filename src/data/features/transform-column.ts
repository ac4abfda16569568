import type { Vector } from '../../contracts/batch.js';
import { isWritten } from '../../contracts/table.js';
import type { FittedColumn, FittedEncoder } from './fitted-features.js';
import { featureSteps } from './steps/index.js';
import { type Block, storable, storableOrMissing } from './steps/step.js';

/** Writes a column's features for the rows of a block. */
export type Writer = (vector: Vector, block: Block) => void;

/** Prepares the writing of a column: lookups are built once. `scratch` has a place for each row of the largest block. */
export function columnWriter(column: FittedColumn, scratch: Float64Array): Writer {
  const write =
    column.type === 'image'
      ? imageWriter(column)
      : isWritten(column.type)
        ? stringWriter(column)
        : numberWriter(column, scratch);
  const extras = extraWriters(column);
  if (extras.length === 0) return write;
  return (vector, block) => {
    write(vector, block);
    for (const extra of extras) extra(vector, block);
  };
}

/** Each encoder with the place of its first feature. */
function placed(column: FittedColumn): readonly (readonly [FittedEncoder, number])[] {
  let place = 0;
  return (column.encode ?? []).map((encoder) => {
    const at = place;
    place += encoder.width;
    return [encoder, at] as const;
  });
}

function stringWriter(column: FittedColumn): Writer {
  const writers = placed(column).map(([encoder, place]) => {
    const step = featureSteps.encode.get(encoder.name);
    if (step.reads !== 'string') throw new TypeError(`${step.name} does not read strings`);
    const write = step.writer(encoder.state, column.impute.fill);
    const isCode = encoder.block?.kind === 'category' && column.keepsMissing !== true;
    return { write, place, unknown: isCode ? (encoder.block.levels ?? 1) - 1 : undefined };
  });
  return (vector, block) => {
    if (vector.kind !== 'string') return;
    for (const { write, place, unknown } of writers) {
      const own = { ...block, cell: block.cell + place };
      write(vector.values, own);
      if (unknown !== undefined) fillMissing(own, unknown);
    }
  };
}

function imageWriter(column: FittedColumn): Writer {
  const writers = placed(column).map(([encoder, place]) => {
    const step = featureSteps.encode.get(encoder.name);
    if (step.reads !== 'pixels') throw new TypeError(`${step.name} does not read images`);
    return { write: step.writer(encoder.state), place };
  });
  return (vector, block) => {
    if (vector.kind !== 'pixels') return;
    for (const { write, place } of writers) {
      write(vector.values, { ...block, cell: block.cell + place });
    }
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
  const change = changeOf(column);
  const encoders = placed(column).map(([encoder, place]) => {
    const step = featureSteps.encode.get(encoder.name);
    if (step.reads !== 'number') throw new TypeError(`${step.name} does not read numbers`);
    return { write: step.writer(encoder.state), place };
  });
  const plain = column.keepsMissing ? writeWithMissing : writePlain;
  return (vector, block) => {
    if (vector.kind !== 'number') return;
    for (let row = 0; row < block.count; row++) {
      const value = vector.values[block.from + row] as number;
      scratch[row] = Number.isFinite(value) ? value : fill;
    }
    change(scratch, block.count);
    if (encoders.length === 0) plain(scratch, block);
    for (const { write, place } of encoders) {
      write(scratch, place === 0 ? block : { ...block, cell: block.cell + place });
    }
  };
}

/** Clips and scales, in place. */
function changeOf({
  outliers,
  flag,
  scale,
}: FittedColumn): (values: Float64Array, count: number) => void {
  const scaler = scale && featureSteps.scale.get(scale.name).scaler(scale.state);
  if (outliers === undefined || flag === true) return scaler ?? (() => undefined);
  const { low, high } = outliers.state;
  return (values, count) => {
    for (let row = 0; row < count; row++) {
      const value = values[row] as number;
      values[row] = value < low ? low : value > high ? high : value;
    }
    scaler?.(values, count);
  };
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

/** The features after those of the encoders: whether it was an outlier, whether it was missing. */
function extraWriters({ flag, outliers, indicator, outputs }: FittedColumn): readonly Writer[] {
  const last = outputs.length - 1;
  const missing = oneWhere(last, (value) =>
    typeof value === 'number' ? !Number.isFinite(value) : value === null,
  );
  if (flag !== true || outliers === undefined) return indicator ? [missing] : [];
  const { low, high } = outliers.state;
  const outlier = oneWhere(
    last - Number(indicator),
    (value) => typeof value === 'number' && Number.isFinite(value) && (value < low || value > high),
  );
  return indicator ? [outlier, missing] : [outlier];
}

function oneWhere(
  place: number,
  holds: (value: Vector['values'][number] | null) => boolean,
): Writer {
  return ({ values }, { from, count, target, cell, stride }) => {
    for (let row = 0; row < count; row++) {
      target[cell + row * stride + place] = holds(values[from + row] ?? null) ? 1 : 0;
    }
  };
}
