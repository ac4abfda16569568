import { MlxError, nearestWord } from '../../errors/index.js';

/** The error for a column that a project names and the data does not have. */
export function missingColumn(name: string, names: readonly string[]): MlxError {
  const nearest = nearestWord(name, names);
  return new MlxError('data/column-missing', `The data has no column \`${name}\``, {
    hints: [
      nearest === undefined ? `Name one of: ${names.join(', ')}` : `Did you mean \`${nearest}\`?`,
    ],
  });
}
