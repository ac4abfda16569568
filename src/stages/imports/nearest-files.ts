import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { nearestWord } from '../../errors/index.js';

/** A hint with the file that was most likely meant, if there is one beside it. */
export async function nearestFiles(path: string, folder: string): Promise<readonly string[]> {
  const beside = await readdir(join(folder, dirname(path))).catch(() => []);
  const nearest = nearestWord(basename(path), beside);
  return nearest === undefined ? [] : [`Did you mean \`${join(dirname(path), nearest)}\`?`];
}
