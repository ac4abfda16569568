/** Memory that threads share: one that WebAssembly can use, up to 4 GiB, or any other. */
export interface SharedMemory {
  readonly buffer: SharedArrayBuffer;
  readonly memory?: SharedWasmMemory;
}

/** A `WebAssembly.Memory`; Node's types do not have it. */
interface SharedWasmMemory {
  readonly buffer: SharedArrayBuffer;
  /** Gives how many pages there were before; what several threads add at once does not overlap. */
  grow(pages: number): number;
}

/** Memory of WebAssembly that several threads may add to. `buffer` is what it was at first. */
export interface GrowingMemory extends SharedMemory {
  readonly memory: SharedWasmMemory;
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

/** Zeroed memory. Without WebAssembly (`plain`, or too large for it) only JavaScript works on it. */
export function openMemory(bytes: number, { plain = false } = {}): SharedMemory {
  const pages = Math.ceil(bytes / pageBytes);
  if (plain || pages > mostPages || wasm === undefined) {
    return { buffer: new SharedArrayBuffer(pages * pageBytes) };
  }
  const memory = new wasm.Memory({ initial: pages, maximum: pages, shared: true });
  return { buffer: memory.buffer, memory };
}

/** Zeroed memory of WebAssembly that can grow; undefined when it would be larger than that can be. */
export function openGrowingMemory(bytes: number): GrowingMemory | undefined {
  const pages = Math.ceil(bytes / pageBytes);
  if (pages > mostPages || wasm === undefined) return undefined;
  const memory = new wasm.Memory({ initial: pages, maximum: mostPages, shared: true });
  return { buffer: memory.buffer, memory };
}

/** Adds zeroed memory for one thread and gives its address; undefined when there is no room for it. */
export function addMemory({ memory }: GrowingMemory, bytes: number): number | undefined {
  try {
    return memory.grow(Math.ceil(bytes / pageBytes)) * pageBytes;
  } catch {
    return undefined;
  }
}

/** The functions of a module (its bytes in base64) on a memory; undefined where the memory is none of WebAssembly's. */
export function functionsOn({ memory }: SharedMemory, bytes: string): unknown {
  if (memory === undefined || wasm === undefined) return undefined;
  const module = new wasm.Module(Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0)));
  return new wasm.Instance(module, { env: { memory } }).exports;
}
