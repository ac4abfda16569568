import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import type { LoadedBackend } from './compute.js';
import { loadCore } from './load-core.js';
import { completeKernels } from './wasm-kernels.js';

/** Loads the WebAssembly backend, with SIMD and one thread, and adds the kernels that training needs. */
export async function loadWasm(): Promise<LoadedBackend> {
  const tf = await loadCore();
  const wasm = await import('@tensorflow/tfjs-backend-wasm');
  wasm.setWasmPaths(binaries());
  if (!(await withoutNewListeners(() => tf.setBackend('wasm')))) {
    throw new Error('the WebAssembly module could not be started');
  }
  completeKernels(tf);
  return { tf, version: wasm.version_wasm, threads: 1 };
}

function binaries(): string {
  const manifest = createRequire(import.meta.url).resolve(
    '@tensorflow/tfjs-backend-wasm/package.json',
  );
  return join(dirname(manifest), 'wasm-out') + sep;
}

/** The module's start-up code adds listeners that print its whole minified source on any error of ours. */
async function withoutNewListeners<T>(start: () => Promise<T>): Promise<T> {
  const events = ['uncaughtException', 'unhandledRejection'] as const;
  const before = events.map((event) => process.rawListeners(event));
  const result = await start();
  for (const [index, event] of events.entries()) {
    for (const listener of process.rawListeners(event)) {
      if (before[index]?.includes(listener) !== true) {
        process.removeListener(event, listener as (...parameters: unknown[]) => void);
      }
    }
  }
  return result;
}
