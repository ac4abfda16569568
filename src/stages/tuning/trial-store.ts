import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '../../artifacts/write-atomically.js';
import type { TrialOutcome, TrialPlan } from './trial.js';

/** A line of the store. */
type Line =
  | ({ readonly event: 'started' } & TrialPlan)
  | ({ readonly event: 'finished'; readonly number: number } & TrialOutcome)
  /** The point of an earlier trial: it is not trained again. */
  | ({ readonly event: 'same'; readonly as: number } & TrialPlan)
  | ({ readonly event: 'repeated' } & Repeated);

/** What a confirmation found of one contender on one part of the rows. */
interface Repeated {
  /** `keyOf` the contender, and what it was repeated on. */
  readonly key: string;
  readonly part: string;
  readonly score: number;
}

/** A trial as far as it got; without `outcome` it is running, or was when the search was killed. */
export interface KnownTrial extends TrialPlan {
  readonly outcome?: TrialOutcome;
  /** The number of the trial that was the same. */
  readonly as?: number;
  /** How often it was begun. */
  readonly starts: number;
}

/**
 * The trials of a search, one JSON line for each that was begun and for each that ended, so that a search that was killed
 * at any moment goes on from there. A line that a kill cut off is forgotten, and what it told of is done again.
 */
export class TrialStore {
  /** By number: there are no gaps. */
  readonly trials: KnownTrial[] = [];
  readonly repeated: Repeated[] = [];
  readonly #file: string;
  #written: Promise<void> = Promise.resolve();

  private constructor(file: string) {
    this.#file = file;
  }

  /** Opens the store in a folder, which is made if need be. */
  static async open(folder: string): Promise<TrialStore> {
    await mkdir(folder, { recursive: true });
    const store = new TrialStore(join(folder, 'trials.jsonl'));
    const text = await readFile(store.#file, 'utf8').catch(() => '');
    const lines = wholeLines(text);
    for (const line of lines) store.#apply(line);
    // What follows the last whole line would run into the next one.
    const kept = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    if (kept !== text) await writeAtomically(store.#file, kept);
    return store;
  }

  /** A trial begins; again, when a killed search had begun it. */
  async start(plan: TrialPlan): Promise<void> {
    await this.#add({ event: 'started', ...plan });
  }

  async finish(number: number, outcome: TrialOutcome): Promise<void> {
    await this.#add({ event: 'finished', number, ...outcome });
  }

  async repeat(plan: TrialPlan, as: number): Promise<void> {
    await this.#add({ event: 'same', as, ...plan });
  }

  async addRepeated(repeated: Repeated): Promise<void> {
    await this.#add({ event: 'repeated', ...repeated });
  }

  async #add(line: Line): Promise<void> {
    // Known at once, so that no other slot takes the same number while the line is written.
    this.#apply(line);
    // One after another, so that what a kill leaves is always the beginning of what was done.
    this.#written = this.#written.then(() => appendFile(this.#file, `${JSON.stringify(line)}\n`));
    await this.#written;
  }

  #apply(line: Line): void {
    switch (line.event) {
      case 'started': {
        const { event: _, ...plan } = line;
        const before = this.trials[plan.number];
        this.trials[plan.number] = { ...plan, starts: (before?.starts ?? 0) + 1 };
        break;
      }
      case 'finished': {
        const { event: _, number, ...outcome } = line;
        const known = this.trials[number];
        if (known !== undefined) this.trials[number] = { ...known, outcome };
        break;
      }
      case 'same': {
        const { event: _, ...plan } = line;
        this.trials[plan.number] = { ...plan, starts: 0 };
        break;
      }
      case 'repeated': {
        const { event: _, ...repeated } = line;
        this.repeated.push(repeated);
      }
    }
  }
}

/** The lines up to the first that was cut off by a kill. */
function wholeLines(text: string): readonly Line[] {
  const lines: Line[] = [];
  for (const line of text.split('\n').slice(0, -1)) {
    try {
      lines.push(JSON.parse(line) as Line);
    } catch {
      break;
    }
  }
  return lines;
}
