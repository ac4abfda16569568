import { readFile } from 'node:fs/promises';

/**
 * What a project file says; undefined only when there is none. One that is there and cannot be read is an error: rules about keys and
 * signatures may stand in it, and going on without them would be worse than stopping.
 */
export async function projectText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}
