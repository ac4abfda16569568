import { functionsOn, type SharedMemory } from '../../compute/wasm-memory.js';
import type { TreeKernel } from './kernel.js';
import { kernelBytes } from './kernel-bytes.js';
import { plainKernel } from './kernel-plain.js';

/** The fastest kernel for a memory. */
export function kernelFor(memory: SharedMemory): TreeKernel {
  const functions = functionsOn(memory, kernelBytes);
  return functions === undefined ? plainKernel(memory.buffer) : (functions as TreeKernel);
}
