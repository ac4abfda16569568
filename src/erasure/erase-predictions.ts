import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { artifactFile } from '../artifacts/artifact-store.js';
import { writeAtomically } from '../artifacts/write-atomically.js';
import type { ErasureWorld, Found } from './find-person.js';
import { filesBelow, foldersIn, rowNumbers } from './held-tables.js';
import { withoutLines } from './text-files.js';

/** Predictions name rows by their number at ingest, which the split behind them still knows. Returns what was changed. */
export async function erasePredictions(
  found: Found,
  world: ErasureWorld,
): Promise<readonly string[]> {
  const touched: string[] = [];
  for (const folder of await foldersIn(join(world.root, 'artifacts', 'evaluate'))) {
    const rows = await rowsJudged(folder, found, world);
    if (rows.size === 0) continue;
    for (const file of await filesBelow(folder)) {
      if (!file.endsWith('.csv')) continue;
      const isTheirs = (line: string): boolean => rows.has(line.slice(0, line.indexOf(',')));
      if ((await withoutLines(file, isTheirs)) > 0) touched.push(file);
    }
    const lists = ['evaluation.json', 'insight.json'].map((name) => join(folder, name));
    for (const file of lists) if (await withoutRows(file, rows)) touched.push(folder);
  }
  return touched;
}

/** Numbers of the person's rows that an evaluation was made on. */
async function rowsJudged(
  folder: string,
  found: Found,
  { database }: ErasureWorld,
): Promise<ReadonlySet<string>> {
  const facts = await artifactFile.read(folder).catch(() => undefined);
  const split = facts?.parts.inputs['split']?.slice(0, 16);
  const rows = new Set<string>();
  if (split === undefined) return rows;
  for (const table of found.tables) {
    if (!table.file.includes(join('split', split))) continue;
    for (const row of await rowNumbers(table, database)) rows.add(String(row));
  }
  return rows;
}

/** The evaluation lists the rows that were predicted worst by the same numbers, and the insight what stands in them. */
async function withoutRows(file: string, rows: ReadonlySet<string>): Promise<boolean> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return false;
  let removed = 0;
  const kept: unknown = JSON.parse(text, (_key, value: unknown) => {
    if (!Array.isArray(value)) return value;
    const items: readonly unknown[] = value;
    const others = items.filter(
      (item) => !rows.has(String((item as { row?: unknown } | null)?.row)),
    );
    removed += items.length - others.length;
    return others;
  });
  if (removed > 0) await writeAtomically(file, `${JSON.stringify(kept, null, 2)}\n`);
  return removed > 0;
}
