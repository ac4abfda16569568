import type { FormatFile } from './format.js';

/** A file of a layer, with whether it may be run. */
export interface LayerFile extends FormatFile {
  readonly runs?: boolean;
}

/** Files and the folders above them as a tar archive (ustar): owned by root, dated 1970, so that the same files give the same bytes. */
export function tarred(files: readonly LayerFile[]): Uint8Array {
  const folders = new Set(
    files.flatMap(({ path }) => {
      const parts = path.split('/').slice(0, -1);
      return parts.map((_, at) => `${parts.slice(0, at + 1).join('/')}/`);
    }),
  );
  const parts: Uint8Array[] = [];
  for (const folder of [...folders].toSorted())
    parts.push(header(folder, { mode: 0o755, type: '5' }));
  for (const { path, bytes, runs = false } of files) {
    parts.push(header(path, { size: bytes.length, mode: runs ? 0o755 : 0o644, type: '0' }), bytes);
    parts.push(Buffer.alloc((512 - (bytes.length % 512)) % 512));
  }
  return Buffer.concat([...parts, Buffer.alloc(1024)]);
}

/** The files of an archive that {@link tarred} wrote. Throws when it is another or was cut short. */
export function untarred(archive: Uint8Array): readonly LayerFile[] {
  const bytes = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength);
  const files: LayerFile[] = [];
  for (let at = 0; bytes[at] !== 0; ) {
    if (at + 512 > bytes.length) throw new Error('the archive was cut short');
    const text = (from: number, length: number) =>
      bytes.toString('utf8', at + from, at + from + length).replace(/\0.*$/s, '');
    const size = Number.parseInt(text(124, 12), 8);
    if (!(size >= 0) || at + 512 + size > bytes.length) throw new Error('it is no whole archive');
    if (text(156, 1) === '0') {
      const content = bytes.subarray(at + 512, at + 512 + size);
      files.push({ path: text(0, 100), bytes: content, runs: text(100, 8).endsWith('755') });
    }
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}

interface Entry {
  /** In bytes; a folder has none. */
  readonly size?: number;
  readonly mode: number;
  /** A file or a folder. */
  readonly type: '0' | '5';
}

function header(path: string, { size = 0, mode, type }: Entry): Uint8Array {
  if (Buffer.byteLength(path) > 100) throw new Error(`${path} is too long for a tar archive`);
  const block = Buffer.alloc(512);
  const octal = (value: number, at: number, width: number) =>
    block.write(value.toString(8).padStart(width - 1, '0'), at);
  block.write(path, 0);
  octal(mode, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(0, 136, 12);
  block.fill(' ', 148, 156);
  block.write(type, 156);
  block.write('ustar\0', 257);
  block.write('00', 263);
  octal(
    block.reduce((sum, byte) => sum + byte, 0),
    148,
    7,
  );
  block.writeUInt8(0, 154);
  return block;
}
