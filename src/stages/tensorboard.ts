import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Emit, StageEvent } from '../contracts/events.js';
import { MessageWriter } from '../learning/compute/graph/protobuf.js';

type Epoch = Extract<StageEvent, { readonly type: 'epoch' }>;

/** Where curves are written when the project only says that they are wanted. */
const usualFolder = 'reports/tensorboard';

/**
 * Writes the losses of every epoch for TensorBoard while they come: a folder for the run, in it one for each candidate (and fold).
 * Gives what to emit to instead.
 */
export function withTensorboard(
  emit: Emit,
  {
    wish,
    projectDir,
    now,
  }: { readonly wish: boolean | string; readonly projectDir: string; readonly now: () => number },
): Emit {
  if (wish === false) return emit;
  const run = new Date(now()).toISOString().slice(0, 19).replaceAll(':', '-');
  const folder = join(resolve(projectDir, wish === true ? usualFolder : wish), run);
  const files = new Map<string, string>();
  return (event) => {
    if (event.type === 'epoch') {
      const known = files.get(event.candidate) ?? begin(folder, event.candidate, now());
      files.set(event.candidate, known);
      appendFileSync(known, record(eventOf(event, now())));
    }
    emit(event);
  };
}

/** Begins the file of a candidate, in a folder that is called as it is. */
function begin(folder: string, candidate: string, milliseconds: number): string {
  const own = join(folder, candidate.replaceAll(/[^\w.-]+/g, '_'));
  mkdirSync(own, { recursive: true });
  const file = join(own, `events.out.tfevents.${Math.floor(milliseconds / 1000)}.mlx`);
  const version = new MessageWriter().double(1, milliseconds / 1000).text(3, 'brain.Event:2');
  writeFileSync(file, record(version.finish()));
  return file;
}

/** A `tensorflow.Event` with a `Summary` of scalars (tensorflow/core/util/event.proto, framework/summary.proto). */
function eventOf({ epoch, loss, validationLoss }: Epoch, milliseconds: number): Uint8Array {
  const scalars = [
    ['loss/train', loss],
    ...(validationLoss === undefined ? [] : [['loss/validation', validationLoss] as const]),
  ] as const;
  return new MessageWriter()
    .double(1, milliseconds / 1000)
    .integer(2, epoch)
    .message(5, (summary) => {
      for (const [tag, value] of scalars) {
        summary.message(1, (entry) => entry.text(1, tag).float(2, value));
      }
    })
    .finish();
}

/** A TFRecord: length (uint64), its checksum, the data, their checksum (tensorflow/core/lib/io/record_writer.h). */
export function record(data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(16 + data.length);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, maskedCrc(bytes.subarray(0, 8)), true);
  bytes.set(data, 12);
  view.setUint32(12 + data.length, maskedCrc(data), true);
  return bytes;
}

/** Rotated and moved on, so that the checksum of something that holds checksums is sound, too. */
function maskedCrc(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

/** CRC-32C (Castagnoli, RFC 3720), bit by bit over a table of 256 entries. */
export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ (table[(crc ^ byte) & 255] as number);
  return (crc ^ 0xffffffff) >>> 0;
}

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  return crc;
});
