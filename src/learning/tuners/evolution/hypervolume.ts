/**
 * What points of losses dominate below a reference, as a volume; exact, by slicing along the last objective (While, Hingston,
 * Barone & Huband 2006, HSO). Points that the reference does not lie behind count for nothing.
 */
export function hypervolume(
  points: readonly (readonly number[])[],
  worst: readonly number[],
): number {
  const inside = points.filter((point) => point.every((loss, at) => loss < (worst[at] as number)));
  return inside.length === 0 ? 0 : sliced(inside, worst, worst.length - 1);
}

/** The volume in the first objectives up to `last`. */
function sliced(
  points: readonly (readonly number[])[],
  worst: readonly number[],
  last: number,
): number {
  const end = worst[last] as number;
  const sorted = [...points].sort((a, b) => (a[last] as number) - (b[last] as number));
  if (last === 0) return end - (sorted[0]?.[0] ?? end);
  let volume = 0;
  let lowest = Infinity;
  for (const [at, point] of sorted.entries()) {
    lowest = Math.min(lowest, point[0] as number);
    const depth = (sorted[at + 1]?.[last] ?? end) - (point[last] as number);
    if (depth === 0) continue;
    // Of two objectives the slice is a line.
    const area =
      last === 1 ? (worst[0] as number) - lowest : sliced(sorted.slice(0, at + 1), worst, last - 1);
    volume += depth * area;
  }
  return volume;
}

/**
 * So many points that together dominate much: greedily those that add most to the hypervolume (Guerreiro, Fonseca & Paquete
 * 2016), as Optuna breaks ties within a front; of those that add as much the earlier is taken.
 */
export function mostVolume<T>(
  candidates: readonly T[],
  most: number,
  lossesOf: (candidate: T) => readonly number[],
): readonly T[] {
  if (candidates.length <= most) return candidates;
  const losses = candidates.map(lossesOf);
  const worst = referenceOf(losses);
  const taken: number[] = [];
  let reached = 0;
  // What a point adds only shrinks as others are taken, so that a gain found before is a bound and few are asked anew.
  const gains = losses.map(() => ({ bound: Infinity, known: -1 }));
  while (taken.length < most) {
    let next = 0;
    for (const [at, { bound }] of gains.entries()) {
      if (bound > (gains[next]?.bound ?? -Infinity)) next = at;
    }
    const gain = gains[next] as { bound: number; known: number };
    if (gain.known === taken.length) {
      taken.push(next);
      reached += gain.bound;
      gain.bound = -Infinity;
      continue;
    }
    const together = [...taken, next].map((at) => losses[at] as readonly number[]);
    gain.bound = hypervolume(together, worst) - reached;
    gain.known = taken.length;
  }
  return taken.map((at) => candidates[at] as T);
}

/** A little beyond the worst of each objective. */
function referenceOf(points: readonly (readonly number[])[]): readonly number[] {
  const [first = []] = points;
  return first.map((_, at) => {
    const worst = Math.max(...points.map((point) => point[at] as number));
    return Math.max(1.1 * worst, 0.9 * worst) || Number.EPSILON;
  });
}
