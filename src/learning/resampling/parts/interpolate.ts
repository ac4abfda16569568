import type { Random } from '../../../contracts/seeded-random.js';
import type { Neighbours } from '../../neighbours/nearest.js';
import type { TrainingRows } from '../training-rows.js';
import { drawBelow, type MadeRows } from './assemble.js';

/** What new rows of one class are made of. */
export interface Seeds {
  readonly label: number;
  /** The rows new ones start from, and the neighbours they move towards. */
  readonly rows: Uint32Array;
  readonly neighbours: Neighbours;
}

/** Writes a new row between a row and one of its neighbours; `place` is that of the row among the seeds. */
export type Write = (
  into: Float32Array,
  between: {
    readonly row: number;
    readonly other: number;
    readonly share: number;
    readonly place: number;
  },
) => void;

/** Draws a seed for each of `count` new rows, one of its neighbours, and how far to go: SMOTE, Chawla et al. 2002. */
export function makeRows(
  { x }: TrainingRows,
  seeds: Seeds,
  {
    count,
    random,
    write,
  }: { readonly count: number; readonly random: Random; readonly write: Write },
): MadeRows {
  const places = Uint32Array.from({ length: count }, () => drawBelow(seeds.rows.length, random));
  return makeRowsAt({ x }, seeds, { places, random, write });
}

/** One new row for each place among the seeds. */
export function makeRowsAt(
  { x }: Pick<TrainingRows, 'x'>,
  { label, rows, neighbours }: Seeds,
  {
    places,
    random,
    write,
  }: { readonly places: Uint32Array; readonly random: Random; readonly write: Write },
): MadeRows {
  const width = x.columns.length;
  const values = new Float32Array(places.length * width);
  for (const [at, place] of places.entries()) {
    const chosen = place * neighbours.count + drawBelow(neighbours.count, random);
    write(values.subarray(at * width, (at + 1) * width), {
      row: rows[place] as number,
      other: neighbours.rows[chosen] as number,
      share: random(),
      place,
    });
  }
  return {
    values,
    y: new Float64Array(places.length).fill(label),
    from: places.map((place) => rows[place] as number),
  };
}

/** Goes a share of the way in every column. */
export function onTheLine({ x }: Pick<TrainingRows, 'x'>): Write {
  const width = x.columns.length;
  return (into, { row, other, share }) => {
    for (let column = 0; column < width; column++) {
      const from = x.values[row * width + column] as number;
      const to = x.values[other * width + column] as number;
      into[column] = from + share * (to - from);
    }
  };
}
