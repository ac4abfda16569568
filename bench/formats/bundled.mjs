// A module of the sources or of the tests, compiled so that a bench can call it.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..', '..');
// Among the packages, so that what is not bundled is found.
const folder = join(root, 'node_modules', '.cache', `mlx-bench-${process.pid}`);

/** The exports of a module, by its path in the repository. */
export async function bundled(path) {
  mkdirSync(folder, { recursive: true });
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const outfile = join(folder, `${path.replaceAll('/', '-')}.mjs`);
  await build({
    ...{ entryPoints: [join(root, path)], outfile, bundle: true, packages: 'external' },
    ...{ platform: 'node', format: 'esm', target: 'node20', logLevel: 'error' },
  });
  return import(pathToFileURL(outfile).href);
}
