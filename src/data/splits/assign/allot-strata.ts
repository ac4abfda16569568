import { type PerSplit, splitNames } from '../split-strategy.js';
import { allot } from './shares.js';

/** A stratum's rows, and how many of them go where. */
interface Shared {
  /** What a split should have beyond whole rows; below 1. */
  readonly owed: readonly number[];
  readonly counts: number[];
  /** Whether a split was given the row that it is owed a part of. */
  readonly given: boolean[];
}

/**
 * Whole rows of each stratum for each split, so that a stratum's share and the size of the split are both met to the
 * row: no count is a row or more from exact, nor is any sum over the strata. First each stratum is shared out by
 * itself; where the splits then are too large or too small, the strata that lose least by it give way (controlled
 * rounding of a table, which always exists: Bacharach 1966). Of equals the first stratum.
 */
export function allotStrata(rows: readonly number[], shares: PerSplit): readonly PerSplit[] {
  const strata = rows.map((count) => sharedOut(count, shares));
  const whole = allot(
    rows.reduce((sum, count) => sum + count, 0),
    shares,
  );
  const surplus = splitNames.map(
    (name, at) => strata.reduce((sum, { counts }) => sum + (counts[at] ?? 0), 0) - whole[name],
  );
  for (;;) {
    const from = surplus.findIndex((left) => left > 0);
    const to = surplus.findIndex((left) => left < 0);
    if (from < 0 || to < 0) break;
    const way = cheapestWay(strata, from, to);
    if (way === undefined) break;
    for (const move of way) take(move, surplus);
  }
  return strata.map(({ counts: [train = 0, validation = 0, test = 0] }) => {
    return { train, validation, test };
  });
}

function sharedOut(rows: number, shares: PerSplit): Shared {
  const own = allot(rows, shares);
  const quotas = splitNames.map((name) => Number((rows * shares[name]).toPrecision(12)));
  return {
    owed: quotas.map((quota) => Number((quota % 1).toFixed(9))),
    counts: splitNames.map((name) => own[name]),
    given: splitNames.map((name, at) => own[name] > Math.floor(quotas[at] ?? 0)),
  };
}

/** One row of a stratum that changes its split. */
interface Move {
  readonly stratum: Shared;
  readonly from: number;
  readonly to: number;
  /** How much further from exact the stratum is then. */
  readonly cost: number;
}

/** From one split to another at once, or by the third. */
function cheapestWay(
  strata: readonly Shared[],
  from: number,
  to: number,
): readonly Move[] | undefined {
  const direct = cheapest(strata, from, to);
  const third = 3 - from - to;
  const [first, second] = [cheapest(strata, from, third), cheapest(strata, third, to)];
  const around = first !== undefined && second !== undefined ? [first, second] : undefined;
  if (direct === undefined) return around;
  const costOfBoth = around?.reduce((sum, { cost }) => sum + cost, 0) ?? Infinity;
  return direct.cost <= costOfBoth ? [direct] : around;
}

function cheapest(strata: readonly Shared[], from: number, to: number): Move | undefined {
  let best: Move | undefined;
  for (const stratum of strata) {
    if (!mayGive(stratum, from, to)) continue;
    const [lost = 0, gained = 0] = [stratum.owed[from], stratum.owed[to]];
    const cost = lost - gained;
    if (best === undefined || cost < best.cost) best = { stratum, from, to, cost };
  }
  return best;
}

/** Whether the row that one split was given may be another's, which is owed a part of one and has not got it. */
function mayGive({ owed, given }: Shared, from: number, to: number): boolean {
  return given[from] === true && given[to] !== true && (owed[to] ?? 0) > 0;
}

function take({ stratum: { counts, given }, from, to }: Move, surplus: number[]): void {
  counts[from] = (counts[from] ?? 0) - 1;
  counts[to] = (counts[to] ?? 0) + 1;
  [given[from], given[to]] = [false, true];
  surplus[from] = (surplus[from] ?? 0) - 1;
  surplus[to] = (surplus[to] ?? 0) + 1;
}
