/** Arrays of numbers that a checkpoint holds. */
export type StateArray = Float32Array | Float64Array | Int32Array | Uint32Array | Uint8Array;

/** Facts as JSON and arrays after one another, as bytes: what {@link unpackState} gives back. */
export function packState(facts: unknown, arrays: readonly StateArray[]): Uint8Array {
  const header = new TextEncoder().encode(JSON.stringify(facts));
  const size = arrays.reduce((sum, array) => sum + array.byteLength, 4 + header.length);
  const bytes = new Uint8Array(size);
  new DataView(bytes.buffer).setUint32(0, header.length, true);
  bytes.set(header, 4);
  let at = 4 + header.length;
  for (const array of arrays) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
    at += array.byteLength;
  }
  return bytes;
}

/** The facts, and a function that fills arrays of the same kinds and sizes, in order. */
export function unpackState(bytes: Uint8Array): {
  readonly facts: unknown;
  readonly fill: (arrays: readonly StateArray[]) => void;
} {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  return {
    facts: JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length))) as unknown,
    fill: (arrays) => {
      let at = 4 + length;
      for (const array of arrays) {
        const into = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
        into.set(bytes.subarray(at, at + array.byteLength));
        at += array.byteLength;
      }
    },
  };
}
