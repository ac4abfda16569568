import { type Random, randomFor } from '../../../contracts/seeded-random.js';
import { sobol, sobolDimensions } from '../quasi/sobol.js';
import {
  type Point,
  pointFrom,
  type SearchSpace,
  shareOf,
  sizeOf,
  valueAt,
} from '../search-space.js';

/** How much is looked at: points spread over the space, good points to look around, and starts to climb from. */
export interface Effort {
  readonly spread: number;
  readonly near: number;
  readonly starts: number;
}

const usual: Effort = { spread: 512, near: 4, starts: 6 };
/** Steps by which a share is moved, from coarse to fine. */
const strides = [0.1, 0.03, 0.01, 0.003, 0.001, 0.0003];

/**
 * A point at which a function is high: the best of points spread over the space (512 unless told) and of some near points that are known to be
 * good, each of the best few then climbing setting by setting in ever smaller steps.
 */
export function highest(
  space: SearchSpace,
  height: (point: Point) => number,
  {
    seed,
    label,
    near,
    effort = usual,
  }: {
    readonly seed: number;
    readonly label: string;
    readonly near: readonly Point[];
    readonly effort?: Effort | undefined;
  },
): Point {
  const random = randomFor(seed, label);
  const shift = Math.floor(random() * 2 ** 20);
  const spreadShares = Array.from({ length: effort.spread }, (_, index) =>
    space.dimensions.map((_dimension, place) =>
      place < sobolDimensions ? sobol(index, place, seed + shift) : random(),
    ),
  );
  const nearShares = near.slice(0, effort.near).flatMap((point) => {
    const shares = space.dimensions.map(({ domain, path }) => shareOf(domain, point[path] ?? null));
    return [
      shares,
      ...Array.from({ length: 8 }, () => shares.map((share) => moved(share, random))),
    ];
  });
  const found = [...spreadShares, ...nearShares].map((shares) => standing(space, height, shares));
  const best = found.sort((a, b) => b.height - a.height).slice(0, effort.starts);
  return best
    .map((start) => climbed(space, height, start))
    .reduce((top, one) => (one.height > top.height ? one : top)).point;
}

interface Standing {
  readonly shares: readonly number[];
  readonly point: Point;
  readonly height: number;
}

function standing(
  space: SearchSpace,
  height: (point: Point) => number,
  shares: readonly number[],
): Standing {
  const point = pointFrom(space, ({ domain }, place) => valueAt(domain, shares[place] as number));
  return { shares, point, height: height(point) };
}

function climbed(space: SearchSpace, height: (point: Point) => number, start: Standing): Standing {
  const { dimensions } = space;
  let now = start;
  for (const stride of strides) {
    // At most four rounds; and no further than all settings in turn have been tried in vain where it stands.
    let inVain = 0;
    for (let turn = 0; turn < 4 * dimensions.length && inVain < dimensions.length; turn++) {
      const before = now;
      now = stepped(space, height, { now, place: turn % dimensions.length, stride });
      // The setting that has moved may move on.
      inVain = now === before ? inVain + 1 : 0;
    }
  }
  return now;
}

/** The best of where it stands and the places beside it, by one setting. */
function stepped(
  space: SearchSpace,
  height: (point: Point) => number,
  {
    now,
    place,
    stride,
  }: { readonly now: Standing; readonly place: number; readonly stride: number },
): Standing {
  const { domain, path } = space.dimensions[place] as SearchSpace['dimensions'][number];
  if (!(path in now.point)) return now;
  let best = now;
  for (const share of neighbours(domain, now.shares[place] as number, stride)) {
    // At an end of the range there is nothing beyond.
    if (share === now.shares[place]) continue;
    const next = standing(space, height, now.shares.with(place, share));
    if (next.height > best.height) best = next;
  }
  return best;
}

/** Shares to try instead of one: all choices, or a step to either side, of at least one value. */
function neighbours(
  domain: SearchSpace['dimensions'][number]['domain'],
  share: number,
  stride: number,
): readonly number[] {
  const size = sizeOf(domain);
  if (size === 1) return [];
  if (domain.kind === 'choice' && !domain.ordered) {
    return stride === strides[0] ? domain.values.map((_, place) => (place + 0.5) / size) : [];
  }
  const step = size === Infinity ? stride : Math.max(stride, 1 / size);
  // Fine steps of what has few values would be the same step again.
  if (step > stride && stride < (strides[2] as number)) return [];
  return [share - step, share + step].map(inside);
}

function moved(share: number, random: Random): number {
  return inside(share + (random() + random() + random() - 1.5) * 0.1);
}

function inside(share: number): number {
  return Math.min(1 - 2 ** -53, Math.max(0, share));
}
