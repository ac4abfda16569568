import { homedir } from 'node:os';
import { join } from 'node:path';
import { openCompute } from '../../../src/learning/compute/backend.js';
import type { Compute } from '../../../src/learning/compute/compute.js';
import { completeCopies } from '../../../src/learning/compute/tensorflow-backend.js';

const cacheDir = process.env['MLX_CACHE_DIR'] ?? join(homedir(), '.cache/mlx');

/** Whether native TensorFlow is on this machine; tests that need it are skipped aloud where it is not. */
export const hasNative = isThere();

function isThere(): boolean {
  try {
    return completeCopies(cacheDir).length > 0;
  } catch {
    return false;
  }
}

/** The native backend, quiet, with one thread. */
export function openNative(threads = 1): Promise<Compute> {
  return openCompute({
    backend: 'tensorflow',
    cacheDir,
    threads,
    setEnv: (name, value) => {
      process.env[name] ??= value;
    },
  });
}
