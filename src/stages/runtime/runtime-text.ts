import { readFile } from 'node:fs/promises';

/**
 * What a model needs to predict, as a script that leaves `packagedModel` in `mlxRuntime`. mlx carries it; run from the sources,
 * it is bundled when it is first asked for.
 */
export async function runtimeText(): Promise<string> {
  known ??= built().catch(bundledNow);
  return known;
}

let known: Promise<string> | undefined;

/** Beside the command (`scripts/build.mjs`). */
async function built(): Promise<string> {
  return readFile(new URL('./predict-runtime.txt', import.meta.url), 'utf8');
}

async function bundledNow(): Promise<string> {
  const script = new URL('../../../scripts/build-runtime.mjs', import.meta.url).href;
  const { runtimeText: make } = (await import(script)) as { runtimeText: () => Promise<string> };
  return make();
}
