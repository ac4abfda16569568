import { lstat, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { MlxError } from '../../errors/index.js';

/** Files to be written into a folder. */
export interface Placement {
  /** Absolute; made when it is not there. */
  readonly folder: string;
  /** Paths below the folder of all that `write` leaves in the folder it is given. */
  readonly files: readonly string[];
  /** Those of them that may be replaced unasked. */
  readonly replaceable: readonly string[];
  /** Replace files that are there. */
  readonly force: boolean;
  write(staging: string): Promise<void>;
}

/**
 * Writes all files or none. They are written apart first and then moved; when one cannot be moved, what was there
 * before is put back. Throws `init/files-exist` with every file in the way.
 */
export async function placeFiles(placement: Placement): Promise<void> {
  await refuseFilesInTheWay(placement);
  const { folder } = placement;
  let made: string | undefined;
  try {
    made = await mkdir(folder, { recursive: true });
    const staging = await mkdtemp(join(folder, '.mlx-init-'));
    try {
      await placement.write(join(staging, 'new'));
      await moveAll(placement, staging);
    } finally {
      await rm(staging, { recursive: true, force: true });
    }
  } catch (error) {
    if (made !== undefined) await rm(made, { recursive: true, force: true });
    throw writable(error) ? error : cannotWrite(folder, error);
  }
}

async function refuseFilesInTheWay(placement: Placement): Promise<void> {
  const { folder, files, replaceable, force } = placement;
  const inTheWay: string[] = [];
  for (const file of files) {
    const found = await lstat(join(folder, file)).catch(() => undefined);
    if (found === undefined) continue;
    // A folder is never replaced: `--force` is about files.
    if (found.isDirectory() || !(force || replaceable.includes(file))) inTheWay.push(file);
  }
  if (inTheWay.length === 0) return;
  const [first = '', ...more] = inTheWay;
  const count = more.length === 0 ? `\`${first}\` is` : `${inTheWay.length} files are`;
  throw new MlxError('init/files-exist', `${count} there already, and nothing was written`, {
    hints: [
      ...(more.length === 0 ? [] : [`Look at: ${inTheWay.join(', ')}`]),
      'Name another folder, or replace them with `--force`',
    ],
  });
}

interface Move {
  readonly from: string;
  readonly to: string;
}

async function moveAll({ folder, files }: Placement, staging: string): Promise<void> {
  const done: Move[] = [];
  const move = async (from: string, to: string): Promise<void> => {
    await mkdir(dirname(to), { recursive: true });
    await rename(from, to);
    done.push({ from, to });
  };
  try {
    for (const file of files) {
      const place = join(folder, file);
      const before = await lstat(place).catch(() => undefined);
      if (before !== undefined) await move(place, join(staging, 'old', file));
      await move(join(staging, 'new', file), place);
    }
  } catch (error) {
    for (const { from, to } of done.toReversed()) await rename(to, from);
    throw error;
  }
}

/** Failures of the system that a user can do something about. */
const unwritable = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENOSPC', 'EDQUOT'];

function writable(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return error instanceof MlxError || !unwritable.includes(String(code));
}

function cannotWrite(folder: string, cause: unknown): MlxError {
  return new MlxError('init/cannot-write', `The project cannot be written into \`${folder}\``, {
    hints: ['Name a folder that you may write to'],
    cause,
  });
}
