import { MlxError } from '../errors/index.js';

/** A failed write of ours as the user should read it: `data/disk` when the disk takes no more, otherwise the error itself. */
export function explainDiskError(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code !== 'ENOSPC' && code !== 'EDQUOT' && code !== 'EROFS') return error;
  const what = code === 'EROFS' ? 'cannot be written to' : 'is full';
  return new MlxError('data/disk', `The disk that holds what mlx writes ${what}`, {
    hints: ['Make room on the disk that holds the `.mlx` folder of the project'],
    cause: error,
  });
}
