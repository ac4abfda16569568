import type { Database } from '../tables/database.js';

/**
 * Does some work without pushing conditions down to the rows that are read. There they are written out, and what one says
 * several times is computed several times: of the hash of a row that costs more than reading the row.
 */
export async function withoutPushdown<Result>(
  database: Database,
  work: () => Promise<Result>,
): Promise<Result> {
  await database.run(`SET disabled_optimizers = 'filter_pushdown'`);
  const result = await work();
  await database.run('RESET disabled_optimizers');
  return result;
}
