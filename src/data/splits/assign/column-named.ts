import type { Column } from '../../../contracts/table.js';
import { MlxError, nearestWord } from '../../../errors/index.js';

/** The column with a name; throws `data/column-missing` with the nearest there is. */
export function columnNamed(name: string, columns: readonly Column[]): Column {
  const found = columns.find((column) => column.name === name);
  if (found !== undefined) return found;
  const names = columns.map((column) => column.name);
  const nearest = nearestWord(name, names);
  throw new MlxError('data/column-missing', `The data has no column \`${name}\``, {
    hints: [
      nearest === undefined ? `Name one of: ${names.join(', ')}` : `Did you mean \`${nearest}\`?`,
    ],
  });
}
