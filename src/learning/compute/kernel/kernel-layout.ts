import type { BlockLayout, WeightLayout } from '../weight-layout.js';
import type { DenseUnit } from './dense-units.js';

/** Rows that go through the network at a time: what they leave on their way stays in the second-level cache. */
const mostRows = 256;

/** Parts of a batch that are computed apart, on any number of threads. Their number is part of the result. */
export const strandCount = 2;

/** A unit and where its weights lie, in bytes. */
export interface PlacedUnit extends DenseUnit {
  /** Outputs filled up to whole stripes of eight; the padding is always 0. */
  readonly width: number;
  readonly weightsAt: number;
  readonly biasesAt: number;
  /** Its weights the other way round. */
  readonly transposed: number;
}

/** Where a strand keeps what is its own of a unit: row by row, but for the masks of some of the rows at a time. */
export interface UnitSignals {
  readonly values: number;
  /** Of the loss along the values. */
  readonly slopes: number;
  /** Of the activation. */
  readonly bends: number;
  /** Of dropout, for all rows of the strand; 0 where nothing is dropped. */
  readonly masks: number;
}

export interface Strand {
  readonly signals: readonly UnitSignals[];
  readonly packed: number;
  /** Distance from a weight to this strand's gradient of it. */
  readonly gradient: number;
}

/** All that the kernel works on; plain data. */
export interface KernelLayout {
  readonly bytes: number;
  readonly units: readonly PlacedUnit[];
  readonly strands: readonly Strand[];
  /** Rows that go through a strand at a time. */
  readonly rows: number;
  /** The rows of a batch: what the network reads, targets, and weights where there are some. */
  readonly inputs: number;
  readonly targets: number;
  readonly rowWeights: number;
  /** Words that threads agree by, and what they are told and tell, as float64. */
  readonly control: number;
  readonly told: number;
  /** Distance from a weight to what Adam remembers of it. */
  readonly means: number;
  readonly squares: number;
  /** The weights' layout there, from `weightsStart` on. */
  readonly weights: WeightLayout;
  readonly weightsStart: number;
}

/** What decides the size of the memory, beside the network. */
export interface BatchSize {
  readonly rows: number;
  readonly targetWidth: number;
  readonly isWeighted: boolean;
}

/** Where everything lies for batches of up to so many rows. */
export function kernelLayout(
  units: readonly DenseUnit[],
  own: WeightLayout,
  batch: BatchSize,
): KernelLayout {
  let next = 64;
  const take = (floats: number): number => {
    const at = next;
    next += Math.ceil(floats / 16) * 64;
    return at;
  };
  const control = take(16);
  const told = take(16);
  const width = ({ outputs }: DenseUnit) => 8 * Math.ceil(outputs / 8);
  const weightsStart = next;
  const parameters = units.map((unit) => ({
    weightsAt: take(unit.inputs * width(unit)),
    biasesAt: take(width(unit)),
  }));
  const size = (next - weightsStart) / 4;
  const [means, squares] = [take(size) - weightsStart, take(size) - weightsStart] as const;
  const placed = units.map(
    (unit, index): PlacedUnit => ({
      ...unit,
      ...(parameters[index] as (typeof parameters)[number]),
      width: width(unit),
      transposed: take(8 * Math.ceil(unit.inputs / 8) * unit.outputs),
    }),
  );
  const strandRows = rowsOfStrand(batch.rows);
  const rows = Math.min(strandRows, mostRows);
  const strands = Array.from({ length: strandCount }, () => ({
    signals: placed.map(({ width: columns, dropout }) => ({
      values: take(rows * columns),
      slopes: take(rows * columns),
      bends: take(rows * columns),
      masks: dropout === undefined ? 0 : take(strandRows * columns),
    })),
    packed: take(rows * Math.max(...placed.map((unit) => unit.width))),
    gradient: take(size) - weightsStart,
  }));
  const inputs = take(batch.rows * (units[0]?.inputs ?? 0));
  const targets = take(batch.rows * batch.targetWidth);
  const rowWeights = batch.isWeighted ? take(batch.rows) : 0;
  return {
    inputs,
    targets,
    rowWeights,
    bytes: next,
    units: placed,
    strands,
    rows,
    control,
    told,
    means,
    squares,
    weightsStart,
    weights: placedWeights(placed, own, { size, weightsStart }),
  };
}

/** Rows of the first strand; the next one has as many, or what is left. In fours, which are computed together. */
export function rowsOfStrand(batchRows: number): number {
  return 4 * Math.ceil(batchRows / strandCount / 4);
}

function placedWeights(
  units: readonly PlacedUnit[],
  own: WeightLayout,
  { size, weightsStart }: { readonly size: number; readonly weightsStart: number },
): WeightLayout {
  const blocks = own.blocks.map((block) => {
    const unit = unitOf(units, block.name);
    const isBias = block.name === unit.biases;
    const start = ((isBias ? unit.biasesAt : unit.weightsAt) - weightsStart) / 4;
    return { ...block, start, end: start + (isBias ? 1 : unit.inputs) * unit.width };
  });
  const isRegularised = (name: string) => own.regularised.some((block) => block.name === name);
  return { size, blocks, regularised: blocks.filter(({ name }) => isRegularised(name)) };
}

function unitOf(units: readonly PlacedUnit[], name: string): PlacedUnit {
  const unit = units.find(({ weights, biases }) => weights === name || biases === name);
  if (unit === undefined) throw new Error(`no step of the network has ${name}`);
  return unit;
}

/** Where each number of the network's own layout lies in the kernel's. */
export function placesOf({ units, weights: padded }: KernelLayout, own: BlockLayout): Uint32Array {
  const places = new Uint32Array(own.size);
  for (const [index, { name, start, end }] of own.blocks.entries()) {
    const unit = unitOf(units, name);
    const first = padded.blocks[index]?.start ?? 0;
    const { outputs } = unit;
    // Biases are one row, and their stripes lie one after another.
    const rows = name === unit.biases ? 1 : unit.inputs;
    for (let at = 0; at < end - start; at++) {
      const column = at % outputs;
      const row = (at - column) / outputs;
      places[start + at] = first + (column >> 3) * 8 * rows + 8 * row + (column & 7);
    }
  }
  return places;
}
