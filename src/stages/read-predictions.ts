import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Predictions } from '../contracts/model.js';
import type { Task } from '../contracts/task.js';
import { predictionsFile } from './write-predictions.js';

/** What an evaluation said of its test rows. */
export interface PredictedRows {
  /** Number of each row at ingest. */
  readonly rowIds: Float64Array;
  /** Class index, or number. */
  readonly truth: Float64Array;
  readonly predictions: Predictions;
}

/**
 * Reads back what `writePredictions` wrote into an evaluation's folder, to the last digit. Undefined when there is no such
 * file, or one of forecasts, whose rows are no rows of the table.
 */
export async function readPredictions(
  folder: string,
  task: Task,
): Promise<PredictedRows | undefined> {
  if (task.kind === 'forecast') return undefined;
  const bytes = await readFile(join(folder, predictionsFile)).catch(() => undefined);
  if (bytes === undefined) return undefined;
  const isClasses = task.kind === 'binary' || task.kind === 'multiclass';
  const width = isClasses ? task.classes.length : 1;
  const codes = new Map(task.classes.map((label, code) => [label, code]));
  const [rowIds, truth, values]: [number[], number[], number[]] = [[], [], []];
  const reader = new CellReader(bytes.toString('utf8'));
  reader.skipLine(width + 2);
  while (!reader.isAtEnd) {
    rowIds.push(Number(reader.cell()));
    const label = reader.cell();
    truth.push(task.kind === 'regression' ? Number(label) : (codes.get(label) ?? Number.NaN));
    for (let at = 0; at < width; at++) values.push(Number(reader.cell()));
  }
  return {
    rowIds: Float64Array.from(rowIds),
    truth: Float64Array.from(truth),
    predictions: { rows: rowIds.length, width, values: Float64Array.from(values) },
  };
}

/** Cells of our own CSV, one after the other. */
class CellReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  skipLine(cells: number): void {
    for (let cell = 0; cell < cells; cell++) this.cell();
  }

  cell(): string {
    const text = this.#text;
    if (text[this.#at] === '"') return this.#quoted();
    const from = this.#at;
    while (this.#at < text.length && text[this.#at] !== ',' && text[this.#at] !== '\n') this.#at++;
    this.#at++;
    return text.slice(from, this.#at - 1);
  }

  #quoted(): string {
    const from = ++this.#at;
    for (;;) {
      const end = this.#text.indexOf('"', this.#at);
      this.#at = end + 1;
      if (this.#text[this.#at] !== '"') {
        this.#at++;
        return this.#text.slice(from, end).replaceAll('""', '"');
      }
      this.#at++;
    }
  }
}
