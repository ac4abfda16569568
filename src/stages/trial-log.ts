import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TrialRecord } from './artifact-files.js';

/** The trials made so far, one JSON line each: a search that was killed goes on where it stopped. */
export class TrialLog {
  readonly trials: TrialRecord[];
  readonly #file: string;

  private constructor(file: string, trials: TrialRecord[]) {
    this.#file = file;
    this.trials = trials;
  }

  static async open(scratch: string): Promise<TrialLog> {
    const file = join(scratch, 'trials.jsonl');
    const text = await readFile(file, 'utf8').catch(() => '');
    // A line without its end was being written when the process was killed.
    const lines = text
      .slice(0, text.lastIndexOf('\n') + 1)
      .split('\n')
      .filter(Boolean);
    return new TrialLog(
      file,
      lines.map((line) => JSON.parse(line) as TrialRecord),
    );
  }

  async add(trial: TrialRecord): Promise<void> {
    await appendFile(this.#file, `${JSON.stringify(trial)}\n`);
    this.trials.push(trial);
  }
}
