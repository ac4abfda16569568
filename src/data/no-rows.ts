import { MlxError } from '../errors/index.js';
import type { StagedPart } from './staging/staged-part.js';

/** The failure that sources have columns but no row. */
export function noRows(parts: readonly StagedPart[]): MlxError {
  const [first] = parts;
  const origin = first?.part.origin;
  const what =
    parts.length === 1 && origin !== undefined ? `\`${origin}\` has` : 'The sources have';
  return new MlxError('data/no-rows', `${what} columns but no rows`, {
    hints: ['Check the export', 'Set `header: false` if the first row is data'],
    ...(origin === undefined ? {} : { place: { file: origin } }),
  });
}
