import { openDatabase } from '../tables/database.js';
import { profiledTable } from './profiled-table.js';
import { sortNumbers } from './sort-numbers.js';
import { columnsTogether, type Together } from './together.js';
import type { TogetherRequest } from './together-process.js';

// Run by `togetherInProcess`: compares columns once, and ends when it was heard or when who asked is gone. An error ends it.
process.once('message', (request) => {
  void answerTo(request as TogetherRequest).then((together) => process.send?.(together));
});
// eslint-disable-next-line no-restricted-syntax -- nobody is left to hear of a result, and a query would go on
process.once('disconnect', () => process.exit());
// An interrupt at the terminal reaches the whole group: whoever asked decides.
process.on('SIGINT', () => undefined);

async function answerTo(request: TogetherRequest): Promise<Together> {
  const { file, target, scratch } = request;
  // Reading in order is all that the database has to do.
  await using database = await openDatabase({ scratch, memoryLimitMb: 300, threads: 1 });
  const table = profiledTable(database, file, {
    ...request,
    sort: (numbers) => Promise.resolve(sortNumbers(numbers)),
  });
  return await columnsTogether(table, { target, signal: new AbortController().signal });
}
