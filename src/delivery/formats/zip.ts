import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import type { FormatFile } from './format.js';

/**
 * A ZIP archive (PKWARE's APPNOTE 6.3): deflated, in the order given, dated 1980-01-01 and readable by all, so that the same files
 * give the same bytes. For less than 4 GB and 65 536 files.
 */
export function zipped(files: readonly FormatFile[]): Uint8Array {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const { path, bytes } of files) {
    const name = Buffer.from(path);
    const packed = deflateRawSync(bytes, { level: 9 });
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0); // Version needed to extract: 2.0.
    facts.writeUInt16LE(0x0800, 2); // Names are UTF-8.
    facts.writeUInt16LE(8, 4); // Deflated.
    facts.writeUInt16LE(0, 6);
    facts.writeUInt16LE(0x21, 8); // 1980-01-01.
    facts.writeUInt32LE(crc32(bytes), 10);
    facts.writeUInt32LE(packed.length, 14);
    facts.writeUInt32LE(bytes.length, 18);
    facts.writeUInt16LE(name.length, 22);
    parts.push(signed(0x04034b50), facts, name, packed);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE((0o100644 << 16) >>> 0, 6); // A plain file that all may read.
    rest.writeUInt32LE(offset, 10);
    // Made on Unix, so that the rights above count.
    directory.push(signed(0x02014b50), Buffer.of(20, 3), facts, rest, name);
    offset += 4 + facts.length + name.length + packed.length;
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.length, 4);
  end.writeUInt16LE(files.length, 6);
  end.writeUInt32LE(size, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, ...directory, signed(0x06054b50), end]);
}

/** The files of an archive that {@link zipped} wrote, each held against its checksum. */
export function unzipped(archive: Uint8Array): readonly FormatFile[] {
  const bytes = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength);
  const end = bytes.length - 22;
  const files: FormatFile[] = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    const length = bytes.readUInt16LE(at + 28);
    const path = bytes.toString('utf8', at + 46, at + 46 + length);
    const start = bytes.readUInt32LE(at + 42) + 30 + length;
    const content = inflateRawSync(bytes.subarray(start, start + bytes.readUInt32LE(at + 20)));
    if (crc32(content) !== bytes.readUInt32LE(at + 16)) throw new Error(`${path} is damaged`);
    files.push({ path, bytes: content });
    at += 46 + length;
  }
  return files;
}

function signed(signature: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(signature, 0);
  return bytes;
}
