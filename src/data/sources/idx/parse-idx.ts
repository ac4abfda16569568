/** An array of bytes of any number of dimensions. */
export interface IdxFile {
  readonly lengths: readonly number[];
  readonly values: Uint8Array;
}

/** Reads the IDX format of LeCun's MNIST: two zeros, the type, the number of dimensions, their lengths, the values. Or says what is wrong. */
export function parseIdx(bytes: Buffer): IdxFile | string {
  if (bytes.length < 4 || bytes[0] !== 0 || bytes[1] !== 0) return 'is no IDX file';
  if (bytes[2] !== unsignedByte) return 'holds other values than bytes';
  const dimensions = bytes[3] ?? 0;
  const start = 4 + 4 * dimensions;
  if (dimensions === 0 || bytes.length < start) return 'is no IDX file';
  const lengths = Array.from({ length: dimensions }, (_, at) => bytes.readUInt32BE(4 + 4 * at));
  const size = lengths.reduce((product, length) => product * length, 1);
  if (bytes.length - start < size) {
    return `was cut short: ${bytes.length - start} of ${size} values are there`;
  }
  return { lengths, values: bytes.subarray(start, start + size) };
}

const unsignedByte = 8;
