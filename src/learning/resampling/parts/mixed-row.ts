import type { Matrix } from '../../../contracts/matrix.js';
import type { Random } from '../../../contracts/seeded-random.js';
import type { Neighbours } from '../../neighbours/nearest.js';
import { drawBelow } from './assemble.js';
import type { Write } from './interpolate.js';
import type { MixedColumns } from './mixed-columns.js';

/**
 * Numbers go a share of the way, or stay as they are where one of the two is missing; a category is the one most
 * neighbours have, of equally frequent ones any.
 */
export function mixedRow(
  { columns, values }: Matrix,
  { numbers, codes, runs }: MixedColumns,
  { neighbours, random }: { readonly neighbours: Neighbours; readonly random: Random },
): Write {
  const stride = columns.length;
  return (into, { row, other, share, place }) => {
    for (const column of numbers) {
      const from = values[row * stride + column] as number;
      const to = values[other * stride + column] as number;
      into[column] = Number.isNaN(from) || Number.isNaN(to) ? from : from + share * (to - from);
    }
    const near = neighbours.rows.subarray(place * neighbours.count, (place + 1) * neighbours.count);
    for (const column of codes) {
      const seen = Array.from(near, (each) => values[each * stride + column] as number);
      into[column] = mostFrequent(seen, random);
    }
    for (const { start, width } of runs) {
      const seen = Array.from(near, (each) => {
        const first = each * stride + start;
        return values.subarray(first, first + width).indexOf(1);
      });
      const chosen = mostFrequent(seen, random);
      if (chosen >= 0) into[start + chosen] = 1;
    }
  };
}

function mostFrequent(seen: readonly number[], random: Random): number {
  const counts = new Map<number, number>();
  for (const value of seen) counts.set(value, (counts.get(value) ?? 0) + 1);
  const most = Math.max(...counts.values());
  const first = [...counts.keys()].filter((value) => counts.get(value) === most);
  return first[first.length === 1 ? 0 : drawBelow(first.length, random)] as number;
}
