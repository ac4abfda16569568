import type { Outcome } from '../spaces/outcomes.js';

/** Whether the first is nowhere worse and somewhere better; losses, so less is better. */
export function dominates(a: readonly number[], b: readonly number[]): boolean {
  let better = false;
  for (let place = 0; place < a.length; place++) {
    const own = a[place] as number;
    const other = b[place] as number;
    if (own > other) return false;
    if (own < other) better = true;
  }
  return better;
}

/**
 * Fronts of outcomes, the best first, and in each those first that have most room around them: the fast sorting and the
 * crowding distance of Deb et al. 2002 (NSGA-II).
 */
export function frontsOf(outcomes: readonly Outcome[]): readonly (readonly Outcome[])[] {
  const fronts: Outcome[][] = [];
  let rest = [...outcomes];
  while (rest.length > 0) {
    const front = rest.filter((one) => !rest.some((other) => dominates(other.losses, one.losses)));
    // Losses that are not numbers never dominate and are never dominated: they would be a front by themselves.
    fronts.push(byCrowding(front));
    const taken = new Set(front);
    rest = rest.filter((one) => !taken.has(one));
  }
  return fronts;
}

function byCrowding(front: readonly Outcome[]): Outcome[] {
  const room = new Map<Outcome, number>(front.map((one) => [one, 0]));
  const objectives = front[0]?.losses.length ?? 0;
  for (let place = 0; place < objectives; place++) {
    const lossOf = (one: Outcome | undefined): number => one?.losses[place] ?? Infinity;
    const sorted = [...front].sort((a, b) => lossOf(a) - lossOf(b) || a.number - b.number);
    const low = lossOf(sorted[0]);
    const high = lossOf(sorted.at(-1));
    if (low === high) continue;
    const width = Number.isFinite(high - low) ? high - low : 1;
    sorted.forEach((one, at) => {
      const isEnd = at === 0 || at === sorted.length - 1;
      const gap = isEnd ? Infinity : (lossOf(sorted[at + 1]) - lossOf(sorted[at - 1])) / width;
      room.set(one, (room.get(one) ?? 0) + gap);
    });
  }
  return [...front].sort((a, b) => {
    const gain = (room.get(b) ?? 0) - (room.get(a) ?? 0);
    return Number.isNaN(gain) || gain === 0 ? a.number - b.number : gain;
  });
}

/**
 * Outcomes from the best to the worst: complete ones before pruned ones before failed ones. With several objectives by
 * front, then by room around them.
 */
export function fromBest(outcomes: readonly Outcome[]): readonly Outcome[] {
  const stages = ['complete', 'pruned', 'failed'].map((state) =>
    outcomes.filter((one) => one.state === state),
  );
  return stages.flatMap((stage) =>
    (stage[0]?.losses.length ?? 1) > 1
      ? frontsOf(stage).flat()
      : stage.sort((a, b) => (a.loss === b.loss ? a.number - b.number : a.loss - b.loss)),
  );
}
