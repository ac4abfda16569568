import { DuckDBConnection } from '@duckdb/node-api';
import { expect, it, vi } from 'vitest';
import { csvOf, splitCsv } from './splits/split-csv.js';

/** The statements that reading and splitting a table of so many columns takes. */
async function statementsFor(columns: number): Promise<number> {
  const names = Array.from({ length: columns }, (_, at) => `f${at}`);
  const cells = (row: number): string =>
    names.map((_, at) => (at % 2 === 0 ? (row * 7 + at) % 31 : (row + at) / 8)).join(',');
  const csv = csvOf(
    `${names.join(',')},label`,
    60,
    (row) => `${cells(row)},${row % 2 ? 'a' : 'b'}`,
  );
  const runs = vi.spyOn(DuckDBConnection.prototype, 'run');
  const streams = vi.spyOn(DuckDBConnection.prototype, 'stream');
  try {
    await splitCsv({ csv });
    return [runs, streams].reduce((sum, { mock }) => sum + mock.calls.length, 0);
  } finally {
    vi.restoreAllMocks();
  }
}

it('a wide table takes few statements more than a narrow one', { timeout: 120_000 }, async () => {
  const [narrow, wide] = [await statementsFor(20), await statementsFor(170)];
  expect(narrow).toBeGreaterThan(20);
  expect((wide - narrow) / 150).toBeLessThan(0.4);
});
