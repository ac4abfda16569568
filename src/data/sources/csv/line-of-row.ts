import type { FoundFile } from '../files/find-files.js';
import { type CopyRequest, tableRows } from './repaired-copy.js';
import { TableReader } from './table-reader.js';

/** The line on which a row (from 0) of an irregular file begins, found by reading it again; only to word a failure. */
export async function lineOfRow(
  found: FoundFile,
  request: Omit<CopyRequest, 'scratch' | 'onRepair'>,
  row: number,
): Promise<number | undefined> {
  const reader = new TableReader(request.shape, () => undefined);
  let before = 0;
  for await (const rows of tableRows(found, reader, request)) {
    const wanted = rows[row - before];
    if (wanted !== undefined) return wanted.line;
    before += rows.length;
  }
  return undefined;
}
