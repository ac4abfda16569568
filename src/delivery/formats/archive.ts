import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { MlxError } from '../../errors/index.js';
import type { FormatFile } from './format.js';
import { unzipped, zipped } from './zip.js';

/** How large a platform lets an archive be, in bytes. */
export interface SizeLimits {
  readonly platform: string;
  readonly zipped: number;
  readonly unzipped: number;
}

/** The files as one archive. Throws `format/too-large` when the platform would refuse it. */
export function archive(
  path: string,
  files: readonly FormatFile[],
  limits: SizeLimits,
): readonly FormatFile[] {
  const bytes = zipped(files);
  const whole = files.reduce((sum, file) => sum + file.bytes.length, 0);
  const [what, size, limit] =
    bytes.length > limits.zipped
      ? (['zipped', bytes.length, limits.zipped] as const)
      : (['unpacked', whole, limits.unzipped] as const);
  if (size <= limit) return [{ path, bytes }];
  throw new MlxError(
    'format/too-large',
    `\`${path}\` has ${megabytes(size)} MB ${what}, and ${limits.platform} takes ${megabytes(limit)} MB`,
    { hints: ['Use fewer or smaller trees or layers', 'Use the format `image`'] },
  );
}

/** Unpacks an archive of a folder into one of its own while `use` runs. */
export async function withUnpacked<Value>(
  path: string,
  use: (folder: string) => Promise<Value>,
): Promise<Value> {
  const folder = await mkdtemp(join(tmpdir(), 'mlx-format-'));
  try {
    await writeFiles(folder, unzipped(await readFile(path)));
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Writes files into a folder, which is made if need be. */
export async function writeFiles(folder: string, files: readonly FormatFile[]): Promise<void> {
  for (const { path, bytes } of files) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, bytes);
  }
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
