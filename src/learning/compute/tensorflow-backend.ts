import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { BackendOptions, LoadedBackend, TensorFlow } from './compute.js';
import { completeNativeKernels } from './native-kernels.js';
import { withoutStderr } from './stderr-guard.js';

/** The version of @tensorflow/tfjs-node that mlx is tested with. */
export const tfjsNodeVersion = '4.22.0';

/** Where mlx keeps its own copy of the native backend, below the cache folder. */
export function nativeFolder(cacheDir: string): string {
  return join(cacheDir, `tfjs-node-${tfjsNodeVersion}`);
}

/**
 * Loads @tensorflow/tfjs-node, from among mlx's dependencies or from mlx's cache. A copy without its compiled
 * addon is passed over unloaded, since loading it costs 300 ms before it fails.
 */
export async function loadTensorflow(options: BackendOptions): Promise<LoadedBackend> {
  const threads = options.threads ?? 1;
  options.setEnv?.('TF_CPP_MIN_LOG_LEVEL', '3');
  options.setEnv?.('TF_NUM_INTRAOP_THREADS', String(threads));
  options.setEnv?.('TF_NUM_INTEROP_THREADS', String(threads));

  const tf = requireFirst(completeCopies(options.cacheDir));
  tf.enableProdMode();
  if (!(await tf.setBackend('tensorflow'))) throw new Error('TensorFlow could not be started');
  const native = tf.backend() as unknown as { binding: { TF_Version: string } };
  completeNativeKernels(tf);
  return { tf, version: native.binding.TF_Version, threads };
}

function requireFirst(copies: readonly string[]): TensorFlow {
  const require = createRequire(import.meta.url);
  restoreOldUtilities(require('node:util') as Record<string, unknown>);
  let problem: unknown;
  for (const folder of copies) {
    try {
      return withoutStderr(folder, () => require(folder) as TensorFlow);
    } catch (error) {
      problem = error;
    }
  }
  throw problem;
}

/** The folders of the copies that have their addon. Throws a sentence saying what is missing when there is none. */
export function completeCopies(cacheDir: string): readonly string[] {
  const copies = [installedCopy(), cachedCopy(cacheDir)].filter((copy) => copy !== undefined);
  const complete = copies.filter(hasAddon);
  if (complete.length > 0) return complete;
  throw new Error(
    copies.length > 0
      ? '@tensorflow/tfjs-node is installed without its compiled addon'
      : '@tensorflow/tfjs-node is not installed',
  );
}

function installedCopy(): string | undefined {
  try {
    return dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-node/package.json'));
  } catch {
    return undefined;
  }
}

function cachedCopy(cacheDir: string): string | undefined {
  const folder = join(nativeFolder(cacheDir), 'node_modules/@tensorflow/tfjs-node');
  return existsSync(folder) ? folder : undefined;
}

function hasAddon(folder: string): boolean {
  const libraries = join(folder, 'lib');
  if (!existsSync(libraries)) return false;
  return readdirSync(libraries).some((napi) =>
    existsSync(join(libraries, napi, 'tfjs_binding.node')),
  );
}

/** tfjs-node calls two functions that Node 23 removed from `node:util`. */
function restoreOldUtilities(util: Record<string, unknown>): void {
  Object.assign(util, {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
    isArray: Array.isArray,
  });
}
