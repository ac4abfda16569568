import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '../artifacts/write-atomically.js';
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
    const trials = wholeTrials(text);
    // What follows the last whole line would run into the next one.
    const kept = trials.map((trial) => `${JSON.stringify(trial)}\n`).join('');
    if (kept !== text) await writeAtomically(file, kept);
    return new TrialLog(file, trials);
  }

  async add(trial: TrialRecord): Promise<void> {
    await appendFile(this.#file, `${JSON.stringify(trial)}\n`);
    this.trials.push(trial);
  }
}

/** The trials up to the first line that was cut off by a kill. */
function wholeTrials(text: string): TrialRecord[] {
  const trials: TrialRecord[] = [];
  for (const line of text.split('\n').slice(0, -1)) {
    try {
      trials.push(JSON.parse(line) as TrialRecord);
    } catch {
      break; // The trials after it are made again.
    }
  }
  return trials;
}
