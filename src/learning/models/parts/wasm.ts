/** Node's types do not have it. */
interface WasmApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: object,
  ) => { readonly exports: Readonly<Record<string, unknown>> };
  readonly Memory: new (size: { readonly initial: number }) => WasmMemory;
}

interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): void;
}

export const wasm = (globalThis as unknown as { readonly WebAssembly: WasmApi }).WebAssembly;

/** Bytes of a page of memory. */
export const pageBytes = 65_536;

/** A module from its bytes in base64, also where there is no Buffer. */
export function compiledModule(base64: string): object {
  const bytes =
    typeof Buffer === 'undefined'
      ? Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
      : Buffer.from(base64, 'base64');
  return new wasm.Module(bytes);
}
