import { crc32, inflateSync } from 'node:zlib';

interface Wanted {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/**
 * The pixels of a PNG as `idx` sources have it written: of the wanted size and channels, 8 bits, no filter, no more chunks than it
 * takes. Undefined for any other bytes; those are for sharp, which takes twenty times as long for a small image.
 */
export function plainPixels(
  bytes: Uint8Array,
  { height, width, channels }: Wanted,
): Uint8Array | undefined {
  const content = contentOf(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  if (content === undefined) return undefined;
  const { header, data } = content;
  if (header.length !== 13) return undefined;
  const isWanted = header.readUInt32BE(0) === width && header.readUInt32BE(4) === height;
  const [depth, colour, , , interlaced] = header.subarray(8);
  if (!isWanted || depth !== 8 || colour !== colours[channels] || interlaced !== 0) {
    return undefined;
  }
  return unfiltered(data, { height, stride: width * channels });
}

/** Colour types of PNG by the number of channels. */
const colours: Readonly<Record<number, number>> = { 1: 0, 3: 2 };
const signature = '89504e470d0a1a0a';

/** The one header and the data of a file that has nothing else, all of it sound. */
function contentOf(file: Buffer): { readonly header: Buffer; readonly data: Buffer } | undefined {
  if (file.toString('hex', 0, 8) !== signature) return undefined;
  let header: Buffer | undefined;
  const data: Buffer[] = [];
  for (let at = 8; at + 12 <= file.length; ) {
    const end = at + 8 + file.readUInt32BE(at);
    if (end + 4 > file.length) return undefined;
    const named = file.subarray(at + 4, end);
    if (crc32(named) !== file.readUInt32BE(end)) return undefined;
    const name = named.toString('latin1', 0, 4);
    const content = named.subarray(4);
    if (name === 'IEND') return header && { header, data: Buffer.concat(data) };
    if (name === 'IHDR' && header === undefined) header = content;
    else if (name === 'IDAT') data.push(content);
    else return undefined;
    at = end + 4;
  }
  return undefined;
}

function unfiltered(
  data: Buffer,
  { height, stride }: { readonly height: number; readonly stride: number },
): Uint8Array | undefined {
  let lines: Buffer;
  try {
    lines = inflateSync(data, { maxOutputLength: height * (stride + 1) });
  } catch {
    return undefined;
  }
  if (lines.length !== height * (stride + 1)) return undefined;
  const pixels = new Uint8Array(height * stride);
  for (let row = 0; row < height; row++) {
    const start = row * (stride + 1);
    if (lines[start] !== 0) return undefined;
    pixels.set(lines.subarray(start + 1, start + 1 + stride), row * stride);
  }
  return pixels;
}
