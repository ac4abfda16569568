import { openDatabase } from '../tables/database.js';
import { profiledTable } from './profiled-table.js';
import { sortNumbers } from './sort-numbers.js';
import { columnsTogether, type Together } from './together.js';
import type { TogetherRequest } from './together-process.js';

// Run by `togetherInProcess`: compares columns once, and ends when it was heard or when who asked is gone. An error ends it.
process.once('message', async (request) => {
  process.send?.(await answerTo(request as TogetherRequest));
});
process.once('disconnect', () => process.exit());
// An interrupt at the terminal reaches the whole group: whoever asked decides.
process.on('SIGINT', () => undefined);

async function answerTo(request: TogetherRequest): Promise<Together> {
  const { file, target, scratch } = request;
  // Reading in order is all that the database has to do.
  await using database = await openDatabase({ scratch, memoryLimitMb: 300, threads: 1 });
  const sort = async (numbers: Float64Array): Promise<Float64Array> => sortNumbers(numbers);
  const table = profiledTable(database, file, { ...request, sort });
  return await columnsTogether(table, { target, signal: new AbortController().signal });
}
