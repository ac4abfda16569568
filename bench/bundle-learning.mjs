// Bundles the model families and the modules that run in threads, so that a bench can call them without a project.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { temporaryFolder } from './temporary-folder.mjs';

/** The exports of `modules` (paths below `src/`, without `.ts`), compiled as `npm run build` does. */
export async function bundleLearning(modules) {
  const folder = temporaryFolder('bundle');
  await build({
    stdin: {
      contents: modules.map((each) => `export * from './src/${each}.ts';`).join('\n'),
      resolveDir: join(import.meta.dirname, '..'),
      sourcefile: 'bench-entry.ts',
    },
    outfile: join(folder, 'main.js'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: ['@tensorflow/*', '@swc/wasm-typescript', 'execa'],
    logLevel: 'error',
  });
  await build({
    entryPoints: {
      'forest-worker': join(import.meta.dirname, '../src/learning/models/forests/forest-worker.ts'),
    },
    outdir: folder,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
  });
  return import(pathToFileURL(join(folder, 'main.js')).href);
}

/** What a family's `fit` needs beside its data. */
export function fitContext(label = 'bench') {
  return {
    compute: () => Promise.reject(new Error('no tensors in this bench')),
    seed: 1,
    label,
    signal: new AbortController().signal,
    emit: () => undefined,
  };
}

/** A family's params with their defaults. */
export function defaultsOf(family) {
  return Object.fromEntries(
    Object.entries(family.params).map(([name, { default: value }]) => [name, value]),
  );
}
