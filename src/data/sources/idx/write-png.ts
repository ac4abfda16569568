import { crc32, deflateSync } from 'node:zlib';

/** The pixels of an image, row by row, 1 or 3 bytes each, as a PNG: nothing is lost. */
export function writePng(
  pixels: Uint8Array,
  {
    height,
    width,
    channels,
  }: { readonly height: number; readonly width: number; readonly channels: number },
): Buffer {
  const stride = width * channels;
  // Each line begins with its filter: none.
  const lines = Buffer.alloc(height * (stride + 1));
  for (let row = 0; row < height; row++) {
    lines.set(pixels.subarray(row * stride, (row + 1) * stride), row * (stride + 1) + 1);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, channels === 1 ? grey : rgb], 8);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(lines)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const grey = 0;
const rgb = 2;

function chunk(name: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), content]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}
