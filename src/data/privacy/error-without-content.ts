import { MlxError } from '../../errors/index.js';

/**
 * A failure told by its place alone: without the line it was found on, and without DuckDB's own words, which quote that
 * line. For projects that protect columns, whose values such a line may hold.
 */
export function errorWithoutContent(error: unknown): unknown {
  if (!(error instanceof MlxError) || error.place?.source === undefined) return error;
  const { code, message, hints, problems, place } = error;
  const { source: _unseen, ...where } = place;
  return new MlxError(code, message, { hints, problems, place: where });
}
