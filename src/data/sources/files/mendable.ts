import { MlxError } from '../../../errors/index.js';

/** Whether a part that could not be read may be after its `repaired()`: its text is irregular, not absent. */
export function isMendable(error: unknown): boolean {
  return (
    error instanceof MlxError &&
    (error.code === 'data/encoding' || error.code.startsWith('data/csv-'))
  );
}
