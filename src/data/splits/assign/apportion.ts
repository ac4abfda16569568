/** The rows of a group, by stratum. */
export interface GroupRows {
  readonly stratum: number;
  readonly rows: number;
}

/**
 * Gives whole groups to parts, one after the other, so that every stratum, and the rows as a whole, come as near to the
 * shares as they can: each group goes where it raises the chi-square distance between what the parts hold and what
 * they should hold the least. With one stratum that is Sainte-Laguë's rule, by which parliaments share out seats.
 * Give the largest groups first (as LPT scheduling does), so that the small ones can even out what they leave.
 */
export class Apportionment {
  readonly #shares: readonly number[];
  readonly #totals: readonly number[];
  readonly #all: number;
  /** Rows of each stratum in each part, and of all strata. */
  readonly #held: readonly Float64Array[];

  /** `shares` of the parts, and how many rows each stratum has. */
  constructor(shares: readonly number[], totals: readonly number[]) {
    this.#shares = shares;
    this.#totals = totals;
    this.#all = totals.reduce((sum, rows) => sum + rows, 0);
    this.#held = shares.map(() => new Float64Array(totals.length + 1));
  }

  /** The part that takes this group; of equals the first. */
  place(group: readonly GroupRows[]): number {
    let [best, least] = [0, Infinity];
    this.#shares.forEach((_, part) => {
      const cost = this.#cost(part, group);
      if (cost < least) [best, least] = [part, cost];
    });
    this.#take(best, group, 1);
    return best;
  }

  /** Takes a group out of its part and places it anew, now that all others have theirs: never for the worse. */
  placeAnew(part: number, group: readonly GroupRows[]): number {
    this.#take(part, group, -1);
    return this.place(group);
  }

  /** How much the distance grows, but for what is the same for every part. */
  #cost(part: number, group: readonly GroupRows[]): number {
    const held = this.#held[part] ?? nothing;
    const share = this.#shares[part] ?? 1;
    let all = 0;
    let cost = 0;
    for (const { stratum, rows } of group) {
      all += rows;
      cost += (rows * (2 * (held[stratum] ?? 0) + rows)) / (share * (this.#totals[stratum] ?? 1));
    }
    return cost + (all * (2 * (held[this.#totals.length] ?? 0) + all)) / (share * this.#all);
  }

  #take(part: number, group: readonly GroupRows[], sign: 1 | -1): void {
    const held = this.#held[part] ?? nothing;
    for (const { stratum, rows } of group) {
      held[stratum] = (held[stratum] ?? 0) + sign * rows;
      held[this.#totals.length] = (held[this.#totals.length] ?? 0) + sign * rows;
    }
  }
}

const nothing = new Float64Array();
