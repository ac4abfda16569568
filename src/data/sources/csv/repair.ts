/** What had to be mended to make a row of a line. */
export type Repair =
  | 'short'
  | 'surplus'
  | 'surplus-empty'
  | 'quotes'
  | 'delimiter'
  | 'nul'
  | 'repeated-header';

/** How often something was mended, and on which lines first. */
export interface Repairs {
  readonly kind: Repair;
  readonly count: number;
  readonly lines: readonly number[];
}

/** Counts what was mended; memory does not grow with the file. */
export class RepairLog {
  readonly #found = new Map<Repair, { count: number; lines: number[] }>();

  add(kind: Repair, line: number): void {
    const found = this.#found.get(kind) ?? { count: 0, lines: [] };
    found.count += 1;
    if (found.lines.length < linesTold) found.lines.push(line);
    this.#found.set(kind, found);
  }

  get all(): readonly Repairs[] {
    return [...this.#found].map(([kind, found]) => ({ kind, ...found }));
  }
}

const linesTold = 3;
