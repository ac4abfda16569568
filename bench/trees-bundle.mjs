import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** The tree models and their threads as modules of their own in `outdir`, for benchmarks without the command around. */
export async function bundleTrees(outdir) {
  await build({
    entryPoints: {
      'gradient-boosting': here('../src/learning/models/gradient-boosting.ts'),
      'boost-worker': here('../src/learning/models/trees/boost-worker.ts'),
    },
    outdir,
    outExtension: { '.js': '.js' },
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
  });
}
