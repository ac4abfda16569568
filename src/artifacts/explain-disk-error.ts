import { MlxError } from '../errors/index.js';

/**
 * A failed write of ours as the user should read it: `data/disk` when the disk takes no more or mlx may not write there,
 * otherwise the error itself.
 */
export function explainDiskError(error: unknown): unknown {
  const { code, path, syscall } = (error instanceof Error ? error : {}) as NodeJS.ErrnoException;
  const words = code === undefined ? undefined : disks[code];
  if (words !== undefined) {
    return new MlxError('data/disk', words.message, { hints: [words.hint], cause: error });
  }
  const isRefused = code === 'EACCES' || code === 'EPERM';
  if (!isRefused || path === undefined || !writes.includes(syscall ?? '')) return error;
  return new MlxError('data/disk', `mlx may not write to \`${path}\``, {
    hints: [whereToWrite],
    cause: error,
  });
}

const whereToWrite =
  'Give yourself the right to write there, or move the project to a folder that you may write to';
const full = {
  message: 'The disk that holds what mlx writes is full',
  hint: 'Make room on the disk that holds the `.mlx` folder of the project',
};
const disks: Readonly<Record<string, { readonly message: string; readonly hint: string }>> = {
  ENOSPC: full,
  EDQUOT: full,
  EROFS: {
    message: 'The disk that holds what mlx writes cannot be written to',
    hint: whereToWrite,
  },
};

/** What is only called to change something; `open` is not among them, for it reads too. */
const writes: readonly string[] = [
  ...['mkdir', 'mkdtemp', 'rename', 'unlink', 'rmdir', 'rm', 'link', 'symlink', 'copyfile'],
  ...['write', 'ftruncate', 'utime', 'chmod'],
];
