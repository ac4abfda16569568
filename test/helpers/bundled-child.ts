import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Bundles a script in TypeScript, so that a test can start it in a process of its own; gives the path of the bundle. */
export async function bundledChild(script: URL, name: string): Promise<string> {
  // Among the packages, so that the bundle finds them.
  const bundle = fileURLToPath(
    new URL(`../../node_modules/.cache/mlx-${name}.mjs`, import.meta.url),
  );
  await build({
    entryPoints: [fileURLToPath(script)],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  });
  return bundle;
}
