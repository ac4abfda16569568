/** Part of the space where a tree answers the same: for each setting the shares, or the names, that belong to it. */
export interface Leaf {
  readonly value: number;
  readonly sides: readonly Side[];
}

/** From a share on to below another; or, of names, these. */
export type Side =
  | { readonly from: number; readonly to: number }
  | { readonly names: readonly number[] };

export interface Rows {
  readonly rows: readonly Float64Array[];
  readonly losses: Float64Array;
}

const fewestRows = 4;
const deepest = 12;

/** The leaves of a regression tree grown on some rows, each split the one that leaves the least squared error. */
export function grownTree(
  data: Rows,
  members: readonly number[],
  { sides, depth = 0 }: { readonly sides: readonly Side[]; readonly depth?: number },
): readonly Leaf[] {
  const leaf = { value: meanOf(data, members), sides };
  if (members.length < fewestRows || depth >= deepest) return [leaf];
  const best = sides
    .map((side, place) => bestSplit(data, members, { side, place }))
    .reduce<Split | undefined>(
      (top, one) => ((one?.gain ?? 0) > (top?.gain ?? 0) ? one : top),
      undefined,
    );
  if (best === undefined) return [leaf];
  const { place, left, right } = best;
  return [left, right].flatMap(({ side, rows }) =>
    grownTree(data, rows, { sides: sides.with(place, side), depth: depth + 1 }),
  );
}

interface Half {
  readonly side: Side;
  readonly rows: readonly number[];
}

interface Split {
  readonly place: number;
  readonly left: Half;
  readonly right: Half;
  /** By how much the squared error falls. */
  readonly gain: number;
}

/** The best split of one setting: of names in the order of their mean losses, which is best of all (Fisher 1958). */
function bestSplit(
  data: Rows,
  members: readonly number[],
  { side, place }: { readonly side: Side; readonly place: number },
): Split | undefined {
  const valueOf = (row: number): number => data.rows[row]?.[place] as number;
  const order = 'names' in side ? meansByName(data, members, valueOf) : undefined;
  const keyOf = (row: number): number => order?.get(valueOf(row)) ?? valueOf(row);
  const sorted = [...members].sort((a, b) => keyOf(a) - keyOf(b) || valueOf(a) - valueOf(b));
  const at = bestCut(data, sorted, valueOf);
  if (at === undefined) return undefined;
  const rows = [sorted.slice(0, at.cut), sorted.slice(at.cut)] as const;
  const [left, right] = halvesOf(side, rows, valueOf);
  return {
    place,
    left: { side: left, rows: rows[0] },
    right: { side: right, rows: rows[1] },
    gain: at.gain,
  };
}

function bestCut(
  { losses }: Rows,
  sorted: readonly number[],
  valueOf: (row: number) => number,
): { readonly cut: number; readonly gain: number } | undefined {
  const total = sorted.reduce((sum, row) => sum + (losses[row] as number), 0);
  const whole = total ** 2 / sorted.length;
  let left = 0;
  let best: { readonly cut: number; readonly gain: number } | undefined;
  for (let cut = 1; cut < sorted.length; cut++) {
    const last = sorted[cut - 1] as number;
    left += losses[last] as number;
    if (valueOf(last) === valueOf(sorted[cut] as number)) continue;
    const gain = left ** 2 / cut + (total - left) ** 2 / (sorted.length - cut) - whole;
    if (gain > (best?.gain ?? 1e-12 * Math.abs(whole))) best = { cut, gain };
  }
  return best;
}

function halvesOf(
  side: Side,
  [left, right]: readonly [readonly number[], readonly number[]],
  valueOf: (row: number) => number,
): readonly [Side, Side] {
  if ('names' in side) {
    const names = new Set(left.map(valueOf));
    return [{ names: [...names] }, { names: side.names.filter((name) => !names.has(name)) }];
  }
  const cut = (valueOf(left.at(-1) as number) + valueOf(right[0] as number)) / 2;
  return [
    { from: side.from, to: cut },
    { from: cut, to: side.to },
  ];
}

function meansByName(
  { losses }: Rows,
  members: readonly number[],
  valueOf: (row: number) => number,
): ReadonlyMap<number, number> {
  const sums = new Map<number, { sum: number; count: number }>();
  for (const row of members) {
    const own = sums.get(valueOf(row)) ?? { sum: 0, count: 0 };
    sums.set(valueOf(row), { sum: own.sum + (losses[row] as number), count: own.count + 1 });
  }
  return new Map([...sums].map(([name, { sum, count }]) => [name, sum / count]));
}

function meanOf({ losses }: Rows, members: readonly number[]): number {
  return members.reduce((sum, row) => sum + (losses[row] as number), 0) / members.length;
}
