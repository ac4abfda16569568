import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { endianness } from 'node:os';
import { MlxError } from '../../../errors/index.js';
import type { RowSource } from './row-source.js';

/** Rows on disk; close it when they are no longer read. */
export interface RowFile extends RowSource {
  close(): Promise<void>;
}

/**
 * Opens a file of float32 numbers, row after row and nothing else, in the machine's own byte order. Only what is asked
 * for is read: rows that lie near each other together, so that a large share of the file costs one pass over it.
 * Throws `learning/row-file` when its size is no whole number of rows.
 */
export async function openRowFile(path: string, width: number): Promise<RowFile> {
  const handle = await open(path, 'r');
  const { size } = await handle.stat();
  if (size % (4 * width) !== 0) {
    await handle.close();
    throw new MlxError(
      'learning/row-file',
      `\`${path}\` is no file of rows of ${width} numbers: it has ${size} bytes`,
      { hints: ['Run `mlx train` again: it writes the file anew'] },
    );
  }
  return {
    rows: size / (4 * width),
    width,
    read: (order, start, count) =>
      readRows({ handle, width }, order.subarray(start, start + count)),
    close: () => handle.close(),
  };
}

/** The bytes of numbers as `openRowFile` reads them. */
export function rowBytes(values: Float32Array): Uint8Array {
  if (endianness() !== 'LE') throw new Error('row files are written by little-endian machines');
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** Bytes between two wanted rows that are cheaper read than skipped, and the most that is read at once. */
const smallGap = 8192;
const largestRead = 1 << 20;

interface OpenFile {
  readonly handle: FileHandle;
  readonly width: number;
}

async function readRows({ handle, width }: OpenFile, wanted: Uint32Array): Promise<Float32Array> {
  const rows = new Float32Array(wanted.length * width);
  const byPlace = Uint32Array.from(wanted, (_, at) => at).sort(
    (a, b) => (wanted[a] as number) - (wanted[b] as number),
  );
  const rowSize = 4 * width;
  const place = (at: number) => (wanted[byPlace[at] as number] as number) * rowSize;

  for (let first = 0; first < byPlace.length; ) {
    const start = place(first);
    let end = start + rowSize;
    let next = first + 1;
    while (next < byPlace.length && isNear(start, end, place(next) + rowSize)) {
      end = place(next) + rowSize;
      next++;
    }
    const block = new Uint8Array(end - start);
    await readFully(handle, block, start);
    const numbers = new Float32Array(block.buffer);
    for (; first < next; first++) {
      const from = (place(first) - start) / 4;
      rows.set(numbers.subarray(from, from + width), (byPlace[first] as number) * width);
    }
  }
  return rows;
}

function isNear(start: number, end: number, wantedEnd: number): boolean {
  return wantedEnd - end <= smallGap && wantedEnd - start <= largestRead;
}

async function readFully(handle: FileHandle, into: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < into.length; ) {
    const { bytesRead } = await handle.read(into, done, into.length - done, position + done);
    if (bytesRead === 0) throw new Error('the file of rows became shorter while it was read');
    done += bytesRead;
  }
}
