import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new folder that is deleted when the process ends, also by a failure, Ctrl-C or SIGTERM. */
export function temporaryFolder(name) {
  const folder = mkdtempSync(join(tmpdir(), `mlx-${name}-`));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));
  return folder;
}
