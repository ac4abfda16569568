import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { MlxError } from '../../../errors/index.js';
import type { FoundFile } from './find-files.js';

export type Compression = 'none' | 'gzip' | 'zstd';

/** What the first bytes of a text file say. */
export interface FileHead {
  readonly compression: Compression;
  /** The first {@link headBytes}, unpacked; undefined inside Zstandard. */
  readonly start: Buffer | undefined;
  /** By its byte order mark. */
  readonly marked: 'utf-8' | 'utf-16le' | 'utf-16be' | undefined;
}

/**
 * Looks at the beginning of a file that should hold text. Throws when it is empty, packed in a way we do not
 * read, or known to be something else.
 */
export async function inspectTextFile(
  found: FoundFile,
  wanted: Compression | 'auto' = 'auto',
): Promise<FileHead> {
  const packed = await firstBytes(createReadStream(found.file, { end: headBytes - 1 }), found);
  if (packed.length === 0) throw empty(found);
  const compression = wanted === 'auto' ? compressionOf(packed) : wanted;
  if (compression === 'zstd') return { compression, start: undefined, marked: undefined };
  const start = compression === 'gzip' ? await firstBytes(unpack(found.file), found) : packed;
  refuseOtherKinds(start, found);
  if (
    start.length < headBytes &&
    /^[\s\ufeff\0]*$/.test(start.toString('latin1').replace(/^ï»¿|^ÿþ|^þÿ/, ''))
  ) {
    throw empty(found);
  }
  return { compression, start, marked: markOf(start) };
}

/** A file's bytes, unpacked; Zstandard only DuckDB can unpack. */
export function unpackedStream(file: string, compression: 'none' | 'gzip'): Readable {
  return compression === 'gzip' ? unpack(file) : createReadStream(file, { highWaterMark: 1 << 20 });
}

/** How much of the beginning of a file is looked at. */
export const headBytes = 262_144;

function unpack(file: string): Readable {
  const source = createReadStream(file, { highWaterMark: 1 << 18 });
  const unpacked = createGunzip({ chunkSize: 1 << 18 });
  source.on('error', (error) => unpacked.destroy(error));
  unpacked.on('close', () => source.destroy());
  return source.pipe(unpacked);
}

async function firstBytes(stream: Readable, found: FoundFile): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes >= headBytes) break;
    }
  } catch (cause) {
    if (bytes > 0) return Buffer.concat(chunks);
    throw new MlxError('data/unreadable-file', `\`${found.origin}\` cannot be read`, {
      hints: ['Check the permissions of the file, and that it is whole'],
      place: { file: found.origin },
      cause,
    });
  }
  return Buffer.concat(chunks).subarray(0, headBytes);
}

function compressionOf(start: Buffer): Compression {
  if (start[0] === 0x1f && start[1] === 0x8b) return 'gzip';
  return start.subarray(0, 4).toString('hex') === '28b52ffd' ? 'zstd' : 'none';
}

function markOf(start: Buffer): FileHead['marked'] {
  const hex = start.subarray(0, 3).toString('hex');
  if (hex === 'efbbbf') return 'utf-8';
  if (hex.startsWith('fffe')) return 'utf-16le';
  return hex.startsWith('feff') ? 'utf-16be' : undefined;
}

function refuseOtherKinds(start: Buffer, found: FoundFile): void {
  const hex = start.subarray(0, 8).toString('hex');
  const packer = packers.find(([magic]) => hex.startsWith(magic))?.[1];
  if (packer !== undefined) {
    const { name, unpack: command } = packer;
    throw new MlxError('data/compression', `\`${found.origin}\` is packed with ${name}`, {
      hints: [
        `Unpack it with \`${command} ${found.origin}\`, or pack it with gzip or zstd instead`,
      ],
      place: { file: found.origin },
    });
  }
  const kind = kinds.find(([magic]) => hex.startsWith(magic))?.[1] ?? binary(start);
  if (kind === undefined) return;
  throw new MlxError('data/not-a-table', `\`${found.origin}\` is not text: it looks like ${kind}`, {
    hints: [
      kind === 'Parquet'
        ? 'Set `type: parquet` on the source'
        : 'Export the table as CSV, JSON lines or Parquet',
    ],
    place: { file: found.origin },
  });
}

function binary(start: Buffer): string | undefined {
  if (markOf(start)?.startsWith('utf-16') === true) return undefined;
  if (unmarkedUtf16(start) !== undefined) return undefined;
  let odd = 0;
  for (const byte of start) if (byte < 9 || (byte > 13 && byte < 32)) odd += 1;
  return odd > start.length * 0.1 ? 'a binary file' : undefined;
}

/** UTF-16 without its mark: Latin letters in it have a NUL in every second byte. */
export function unmarkedUtf16(start: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  if (!start.includes(0)) return undefined;
  const halves = [0, 0];
  start.forEach((byte, at) => {
    if (byte === 0) halves[at % 2] = (halves[at % 2] ?? 0) + 1;
  });
  const [even = 0, odd = 0] = halves;
  if (Math.max(even, odd) <= start.length * 0.3) return undefined;
  if (Math.min(even, odd) >= start.length * 0.02) return undefined;
  return odd > even ? 'utf-16le' : 'utf-16be';
}

function empty(found: FoundFile): MlxError {
  return new MlxError('data/file-empty', `\`${found.origin}\` is empty`, {
    hints: ['Check that the export which wrote it went through'],
    place: { file: found.origin },
  });
}

const packers: readonly (readonly [string, { readonly name: string; readonly unpack: string }])[] =
  [
    ['425a68', { name: 'bzip2', unpack: 'bunzip2 --keep' }],
    ['fd377a58', { name: 'xz', unpack: 'unxz --keep' }],
    ['377abcaf', { name: '7-Zip', unpack: '7z x' }],
    ['52617221', { name: 'RAR', unpack: 'unrar x' }],
  ];

const kinds: readonly (readonly [string, string])[] = [
  ['504b0304', 'a ZIP archive or an Excel workbook'],
  ['d0cf11e0', 'an old Excel workbook'],
  ['50415231', 'Parquet'],
  ['4f5243', 'ORC'],
  ['53514c69746520', 'an SQLite database'],
  ['25504446', 'PDF'],
  ['89504e47', 'a PNG image'],
  ['ffd8ff', 'a JPEG image'],
  ['4f626a01', 'Avro'],
  ['4152524f5731', 'Arrow'],
];
