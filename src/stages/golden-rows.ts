import type { Json, JsonObject } from '../contracts/json.js';
import { bytesOfCell } from '../data/images/image-cell.js';
import type { IngestResult } from '../data/ingest-request.js';
import { rawRow } from '../data/shaping/raw-row.js';
import type { Database } from '../data/tables/database.js';
import { readRows } from '../data/tables/read-rows.js';
import type { PackagedInputs } from './packaged-inputs.js';

interface Golden extends PackagedInputs {
  readonly table: IngestResult;
  readonly projectDir: string;
  readonly count: number;
}

/** The first test rows, as a client would send them. */
export async function goldenRows(
  file: string,
  { inputs, shaping, table, projectDir, count }: Golden,
  database: Database,
): Promise<readonly JsonObject[]> {
  const names = shaping?.raw.map(({ as }) => as) ?? inputs.map(({ name }) => name);
  const columns = table.columns.filter(({ name }) => names.includes(name));
  const rows = await readRows(database, file, { columns, from: 0, count });
  const images = columns.filter(({ type }) => type === 'image').map(({ name }) => name);
  return Promise.all(
    rows.map(async (row) => {
      const kept: Record<string, Json> = {};
      for (const name of names) kept[name] = row[name] ?? null;
      for (const name of images) kept[name] = await carriedImage(row[name], projectDir);
      return shaping === undefined ? kept : rawRow(shaping, kept);
    }),
  );
}

/** A package carries its images with it; what cannot be read is missing, as it was in the evaluation. */
async function carriedImage(cell: Json | undefined, projectDir: string): Promise<string | null> {
  if (typeof cell !== 'string') return null;
  const bytes = await bytesOfCell(cell, projectDir).catch(() => undefined);
  return bytes === undefined ? null : Buffer.from(bytes).toString('base64');
}
