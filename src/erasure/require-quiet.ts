import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { processAlive } from '../artifacts/process-alive.js';
import { MlxError } from '../errors/index.js';

/** Refuses to begin while another mlx makes an artifact here. Throws `privacy/busy`. */
export async function requireQuiet(root: string, own: number): Promise<void> {
  const folder = join(root, 'locks');
  for (const name of await readdir(folder).catch(() => [])) {
    if (!name.endsWith('.lock')) continue;
    const pid = Number((await readFile(join(folder, name), 'utf8').catch(() => '')).split(' ')[0]);
    if (!(pid > 0) || pid === own || !processAlive(pid)) continue;
    throw new MlxError('privacy/busy', `Another mlx, process ${pid}, is at work in this project`, {
      hints: ['Wait for it to end, then run the command again'],
    });
  }
}
