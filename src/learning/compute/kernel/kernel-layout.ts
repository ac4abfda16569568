import type { BlockLayout, WeightLayout } from '../weight-layout.js';
import type { DenseUnit } from './dense-units.js';

/** Rows that go through the network at a time: what they leave on their way stays in the second-level cache. */
const mostRows = 256;

/** A unit and where its numbers lie, in bytes. */
export interface PlacedUnit extends DenseUnit {
  /** Outputs filled up to whole stripes of eight; the padding is always 0. */
  readonly width: number;
  readonly weightsAt: number;
  readonly biasesAt: number;
  /** By row: what it gives, the slope of the loss along that, the slope of its activation, its dropout's mask. */
  readonly values: number;
  readonly slopes: number;
  readonly bends: number;
  readonly masks: number;
  /** Its weights the other way round. */
  readonly transposed: number;
}

/** All that the kernel works on. */
export interface KernelLayout {
  readonly bytes: number;
  readonly units: readonly PlacedUnit[];
  readonly rows: number;
  readonly inputs: number;
  readonly packed: number;
  /** Distance from a weight to its gradient, and to what Adam remembers of it. */
  readonly gradient: number;
  readonly means: number;
  readonly squares: number;
  /** The weights' layout there, from `weightsStart` on. */
  readonly weights: WeightLayout;
  readonly weightsStart: number;
  /** Where each number of the network's own layout lies in that. */
  readonly places: Uint32Array;
}

/** Where everything lies for batches of up to `batchSize` rows. */
export function kernelLayout(
  units: readonly DenseUnit[],
  own: WeightLayout,
  batchSize: number,
): KernelLayout {
  const rows = Math.min(batchSize, mostRows);
  let next = 64;
  const take = (floats: number): number => {
    const at = next;
    next += Math.ceil(floats / 16) * 64;
    return at;
  };
  const width = ({ outputs }: DenseUnit) => 8 * Math.ceil(outputs / 8);
  const weightsStart = next;
  const parameters = units.map((unit) => ({
    weightsAt: take(unit.inputs * width(unit)),
    biasesAt: take(width(unit)),
  }));
  const size = (next - weightsStart) / 4;
  const [gradient, means, squares] = [take(size), take(size), take(size)] as const;
  const placed = units.map((unit, index): PlacedUnit => {
    const signals = rows * width(unit);
    return {
      ...unit,
      ...(parameters[index] as (typeof parameters)[number]),
      width: width(unit),
      values: take(signals),
      slopes: take(signals),
      bends: take(signals),
      masks: unit.dropout === undefined ? 0 : take(signals),
      transposed: take(8 * Math.ceil(unit.inputs / 8) * unit.outputs),
    };
  });
  const inputs = take(rows * (units[0]?.inputs ?? 0));
  const packed = take(rows * Math.max(...units.map(width)));
  const weights = placedWeights(placed, own, { size, weightsStart });
  return {
    bytes: next,
    units: placed,
    rows,
    inputs,
    packed,
    gradient: gradient - weightsStart,
    means: means - weightsStart,
    squares: squares - weightsStart,
    weightsStart,
    weights,
    places: placesOf(placed, own, weights),
  };
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

function placesOf(
  units: readonly PlacedUnit[],
  own: BlockLayout,
  padded: BlockLayout,
): Uint32Array {
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
