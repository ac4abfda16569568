import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';

/** A file inside a ZIP archive. */
interface ZipEntry {
  readonly method: number;
  readonly packedBytes: number;
  readonly offset: number;
}

/** A ZIP archive whose entries are unpacked as they are read. */
export class ZipArchive {
  readonly #file: string;
  readonly #entries: ReadonlyMap<string, ZipEntry>;

  private constructor(file: string, entries: ReadonlyMap<string, ZipEntry>) {
    this.#file = file;
    this.#entries = entries;
  }

  /** Reads the directory of an archive. Throws a `ZipError` when it is not whole. */
  static async open(file: string): Promise<ZipArchive> {
    const handle = await open(file, 'r');
    try {
      return new ZipArchive(file, await directoryOf(handle));
    } finally {
      await handle.close();
    }
  }

  get names(): readonly string[] {
    return [...this.#entries.keys()];
  }

  /** The bytes of an entry, unpacked; undefined when there is no such entry. */
  async stream(name: string): Promise<Readable | undefined> {
    const entry = this.#entries.get(name.toLowerCase());
    if (entry === undefined) return undefined;
    const { method, packedBytes, offset } = entry;
    if (method !== stored && method !== deflated)
      throw new ZipError(`${name} is packed in an unknown way`);
    const header = await readAt(this.#file, offset, localHeaderBytes);
    if (header.readUInt32LE(0) !== localMagic)
      throw new ZipError(`${name} is not where it should be`);
    const start = offset + localHeaderBytes + header.readUInt16LE(26) + header.readUInt16LE(28);
    const packed = createReadStream(this.#file, {
      start,
      end: start + packedBytes - 1,
      highWaterMark: 1 << 17,
    });
    if (method === stored) return packed;
    const unpacked = createInflateRaw({ chunkSize: 1 << 18 });
    packed.on('error', (error) => unpacked.destroy(error));
    unpacked.on('close', () => packed.destroy());
    return packed.pipe(unpacked);
  }
}

/** An archive that is not whole, or no archive. */
export class ZipError extends Error {}

const localHeaderBytes = 30;
const localMagic = 0x04034b50;
const directoryMagic = 0x02014b50;
const endMagic = 0x06054b50;
const endBytes = 22;
const stored = 0;
const deflated = 8;

async function readAt(file: string, position: number, length: number): Promise<Buffer> {
  const handle = await open(file, 'r');
  try {
    return await exactly(handle, position, length);
  } finally {
    await handle.close();
  }
}

async function exactly(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
  if (bytesRead < length) throw new ZipError('the archive is cut short');
  return buffer;
}

/** The directory stands at the end of the file, before a comment of up to 64 KB. */
async function directoryOf(handle: FileHandle): Promise<ReadonlyMap<string, ZipEntry>> {
  const { size } = await handle.stat();
  const tailBytes = Math.min(size, endBytes + 0xffff);
  const tail = await exactly(handle, size - tailBytes, tailBytes);
  let end = tailBytes - endBytes;
  while (end >= 0 && tail.readUInt32LE(end) !== endMagic) end -= 1;
  if (end < 0) throw new ZipError('the archive is cut short: its directory is missing');
  const [bytes, start] = [tail.readUInt32LE(end + 12), tail.readUInt32LE(end + 16)];
  if (start + bytes > size) throw new ZipError('the archive is cut short');
  const directory = await exactly(handle, start, bytes);
  const entries = new Map<string, ZipEntry>();
  for (let at = 0; at + 46 <= bytes; ) {
    if (directory.readUInt32LE(at) !== directoryMagic)
      throw new ZipError('the directory is malformed');
    const nameBytes = directory.readUInt16LE(at + 28);
    const name = directory.toString('utf8', at + 46, at + 46 + nameBytes);
    entries.set(name.replaceAll('\\', '/').toLowerCase(), {
      method: directory.readUInt16LE(at + 10),
      packedBytes: directory.readUInt32LE(at + 20),
      offset: directory.readUInt32LE(at + 42),
    });
    at += 46 + nameBytes + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}
