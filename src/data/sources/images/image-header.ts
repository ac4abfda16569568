import type { FileHandle } from 'node:fs/promises';

/** What the header of an image says. */
export interface ImageHeader {
  readonly format: 'jpeg' | 'png' | 'gif' | 'webp' | 'bmp';
  readonly width: number;
  readonly height: number;
  /** Whether the file ends as files of its format do; one that does not was cut short. */
  readonly whole: boolean;
}

/** Reads the header of an open image of `size` bytes; undefined for what is none. No pixel is decoded. */
export async function imageHeader(
  handle: FileHandle,
  size: number,
): Promise<ImageHeader | undefined> {
  const read = async (position: number, length: number): Promise<Buffer> => {
    const from = Math.max(0, position);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, from);
    return buffer.subarray(0, bytesRead);
  };
  const start = await read(0, startBytes);
  for (const decode of [png, gif, webp, bmp, jpeg]) {
    const header = await decode({ start, size, read });
    if (header !== undefined) return header.width > 0 && header.height > 0 ? header : undefined;
  }
  return undefined;
}

const startBytes = 64;

interface Opened {
  readonly start: Buffer;
  readonly size: number;
  readonly read: (position: number, length: number) => Promise<Buffer>;
}

type Decoded = Promise<ImageHeader | undefined>;

async function png({ start, size, read }: Opened): Decoded {
  if (start.length < 24 || start.toString('latin1', 0, 8) !== '\x89PNG\r\n\x1a\n') return undefined;
  const end = await read(size - 12, 12);
  const whole = end.toString('latin1', 4, 8) === 'IEND';
  return { format: 'png', width: start.readUInt32BE(16), height: start.readUInt32BE(20), whole };
}

async function gif({ start, size, read }: Opened): Decoded {
  if (start.length < 10 || !/^GIF8[79]a/.test(start.toString('latin1', 0, 6))) return undefined;
  const end = await read(size - 1, 1);
  return {
    format: 'gif',
    width: start.readUInt16LE(6),
    height: start.readUInt16LE(8),
    whole: end[0] === 0x3b,
  };
}

function bmp({ start, size }: Opened): Decoded {
  if (start.length < 26 || start.toString('latin1', 0, 2) !== 'BM')
    return Promise.resolve(undefined);
  const whole = start.readUInt32LE(2) <= size;
  const old = start.readUInt32LE(14) === 12;
  const width = old ? start.readUInt16LE(18) : start.readInt32LE(18);
  // Rows may stand from the top down: then the height is negative.
  const height = old ? start.readUInt16LE(20) : Math.abs(start.readInt32LE(22));
  return Promise.resolve({ format: 'bmp', width, height, whole });
}

/** The three kinds of WebP: lossy (`VP8 `), lossless (`VP8L`) and extended (`VP8X`). */
function webp({ start, size }: Opened): Decoded {
  const text = start.toString('latin1', 0, 16);
  if (start.length < 30 || !text.startsWith('RIFF') || text.slice(8, 12) !== 'WEBP')
    return Promise.resolve(undefined);
  const sizes = webpSize(text.slice(12, 16), start);
  if (sizes === undefined) return Promise.resolve(undefined);
  const whole = start.readUInt32LE(4) + 8 <= size;
  return Promise.resolve({ format: 'webp', ...sizes, whole });
}

function webpSize(kind: string, start: Buffer): Pick<ImageHeader, 'width' | 'height'> | undefined {
  switch (kind) {
    case 'VP8 ':
      return { width: start.readUInt16LE(26) & 0x3fff, height: start.readUInt16LE(28) & 0x3fff };
    case 'VP8L': {
      const bits = start.readUInt32LE(21);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case 'VP8X':
      return { width: start.readUIntLE(24, 3) + 1, height: start.readUIntLE(27, 3) + 1 };
    default:
      return undefined;
  }
}

/** Walks from marker to marker to the frame header, which may stand behind a preview of many kilobytes. */
async function jpeg({ start, size, read }: Opened): Decoded {
  if (start.length < 4 || start.readUInt16BE(0) !== 0xffd8) return undefined;
  for (let at = 2, segments = 0; at + 9 <= size && segments < 10_000; segments++) {
    const segment = await read(at, 9);
    const marker = segment[1] ?? 0;
    if (segment.length < 9 || segment[0] !== 0xff) return undefined;
    if (isFrame(marker)) {
      const end = await read(size - 32, 32);
      const whole = end.includes(Buffer.from([0xff, 0xd9]));
      return {
        format: 'jpeg',
        height: segment.readUInt16BE(5),
        width: segment.readUInt16BE(7),
        whole,
      };
    }
    at += segmentLength(marker, segment);
  }
  return undefined;
}

function segmentLength(marker: number, segment: Buffer): number {
  // A marker may be preceded by any number of fill bytes.
  if (marker === 0xff) return 1;
  return hasNoLength(marker) ? 2 : 2 + segment.readUInt16BE(2);
}

/** Start of frame: C0 to CF but for the tables of Huffman and arithmetic coding and an extension. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

function hasNoLength(marker: number): boolean {
  return marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);
}
