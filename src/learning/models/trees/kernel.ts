/* eslint-disable max-params -- the signatures are those of the WebAssembly functions */
import { kernelBytes } from './kernel-bytes.js';
import { plainKernel } from './kernel-plain.js';

/**
 * The inner loops, over one shared memory: every address is in bytes, every position counts from 0 and `to` is excluded.
 * The WebAssembly kernel (scripts/tree-kernel.as) and the plain one give the same bits.
 */
export interface TreeKernel {
  /**
   * Adds the gradient pairs (two float32) at positions from … to − 1 of `pairs` to the bins of the rows at the same
   * positions of `rows`, in the histograms (two float64 a bin) of the four features of a word.
   */
  histogram(
    h0: number,
    h1: number,
    h2: number,
    h3: number,
    words: number,
    rows: number,
    from: number,
    to: number,
    pairs: number,
  ): void;
  /** parent −= child, over `bins` pairs of float64. */
  subtract(parent: number, child: number, bins: number): void;
  /**
   * Sorts the rows at positions from … to − 1 by side: those whose bin (byte `shift` / 8 of their word) has a 1 in the
   * 256 bytes `sides` to the front of the same stretch of `into`, the others from its end backwards. Gives the number
   * of the former.
   */
  divide(
    words: number,
    shift: number,
    sides: number,
    rows: number,
    from: number,
    to: number,
    into: number,
  ): number;
  /**
   * Copies `count` rows from address `from` on, by `step` (4 or −4 bytes), to position `to` of `rows`; unless `pairs` is
   * 0 also each row's gradient pair to the same position of `ordered`.
   */
  place(
    from: number,
    step: number,
    count: number,
    rows: number,
    to: number,
    pairs: number,
    ordered: number,
  ): void;
  /**
   * The best boundary in the histogram of a number where no rules bear on leaf values, as `searchNumber` finds it: gives
   * its bin, 256 more for missing values on the left, −1 when no gain is above `above`; writes gain, left gradient and left
   * hessian to `found`. The plain kernel has none.
   */
  readonly scan?: (
    sums: number,
    bins: number,
    hasMissing: number,
    gradient: number,
    hessian: number,
    least: number,
    l2: number,
    above: number,
    found: number,
  ) => number;
}

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
