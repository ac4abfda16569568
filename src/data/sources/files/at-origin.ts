import { MlxError, type Place } from '../../../errors/index.js';

/** A failure DuckDB had with a file (or our copy of it), told of the file the user knows. */
export function atOrigin(
  error: unknown,
  read: { readonly file: string; readonly origin: string },
): unknown {
  if (!(error instanceof MlxError) || error.place?.file !== read.file) return error;
  const place: Place = { ...error.place, file: read.origin };
  const { hints, problems, cause } = error;
  const message = error.message.replaceAll(read.file, read.origin);
  return new MlxError(error.code, message, { place, hints, problems, cause });
}
