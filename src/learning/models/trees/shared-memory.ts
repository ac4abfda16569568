import type { TreeKernel } from './kernel.js';
import { kernelBytes } from './kernel-bytes.js';
import { plainKernel } from './kernel-plain.js';

/** Memory that threads share: one that WebAssembly can use, up to 4 GiB, or any other. */
export interface TreeMemory {
  readonly buffer: SharedArrayBuffer;
  readonly memory?: SharedWasmMemory;
}

/** A `WebAssembly.Memory`; Node's types do not have it. */
interface SharedWasmMemory {
  readonly buffer: SharedArrayBuffer;
}

interface WasmApi {
  readonly Memory: new (size: {
    readonly initial: number;
    readonly maximum: number;
    readonly shared: true;
  }) => SharedWasmMemory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: { readonly env: { readonly memory: SharedWasmMemory } },
  ) => { readonly exports: unknown };
}

const wasm = (globalThis as { readonly WebAssembly?: WasmApi }).WebAssembly;

const pageBytes = 65536;
const mostPages = 65536;

/** Zeroed memory. Without WebAssembly (`plain`, or too large for it) the plain kernel works on it. */
export function openMemory(bytes: number, { plain = false } = {}): TreeMemory {
  const pages = Math.ceil(bytes / pageBytes);
  if (plain || pages > mostPages || wasm === undefined) {
    return { buffer: new SharedArrayBuffer(pages * pageBytes) };
  }
  const memory = new wasm.Memory({ initial: pages, maximum: pages, shared: true });
  return { buffer: memory.buffer, memory };
}

/** The fastest kernel for a memory. */
export function kernelFor({ buffer, memory }: TreeMemory): TreeKernel {
  if (memory === undefined || wasm === undefined) return plainKernel(buffer);
  const module = new wasm.Module(Uint8Array.from(atob(kernelBytes), (c) => c.charCodeAt(0)));
  const { exports } = new wasm.Instance(module, { env: { memory } });
  return exports as TreeKernel;
}
