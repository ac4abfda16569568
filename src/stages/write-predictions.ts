import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Predictions } from '../contracts/model.js';
import { isLabelled, type Task } from '../contracts/task.js';
import type { LoadedRows } from './load-rows.js';

/** Every test row with its true value and what the model said, in full precision. */
export const predictionsFile = 'predictions.csv';

const rowsPerWrite = 10_000;

/** Writes one line per row: the row's number at ingest, the truth where it is known, and the value or each class's probability. */
export async function writePredictions(
  folder: string,
  result: { readonly task: Task; readonly rows: LoadedRows; readonly predictions: Predictions },
): Promise<void> {
  const { task, rows, predictions } = result;
  const { width, values } = predictions;
  const names =
    task.kind === 'anomaly'
      ? ['score']
      : task.kind === 'regression'
        ? ['predicted']
        : task.classes.map((label) => `p(${label})`);
  const file = await open(join(folder, predictionsFile), 'w');
  try {
    const known = isLabelled(task) ? ['truth'] : [];
    await file.write(`${['row', ...known, ...names].map(quoted).join(',')}\n`);
    for (let from = 0; from < predictions.rows; from += rowsPerWrite) {
      const lines: string[] = [];
      for (let row = from; row < Math.min(predictions.rows, from + rowsPerWrite); row++) {
        const cells = values.subarray(row * width, (row + 1) * width);
        const truth = known.map(() => quoted(truthOf(task, rows.y[row] ?? 0)));
        lines.push([rows.rowIds[row], ...truth, ...cells].join(','));
      }
      await file.write(`${lines.join('\n')}\n`);
    }
  } finally {
    await file.close();
  }
}

function truthOf({ kind, classes }: Task, value: number): string {
  return kind === 'regression' ? String(value) : (classes[value] ?? '');
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
