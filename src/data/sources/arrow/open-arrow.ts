import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import zlib from 'node:zlib';
import type * as Arrow from 'apache-arrow';
import type { DataType, RecordBatch, TypeMap } from 'apache-arrow';
import { MlxError } from '../../../errors/index.js';
import type { FoundFile } from '../files/find-files.js';
import { RowSpool, type SpooledCell, spooledColumns } from '../rows/row-spool.js';
import type { SourcePart, SourceWorld } from '../source.js';
import { type ArrowKind, kindOf } from './arrow-cells.js';
import { unpackLz4Frame } from './lz4-frame.js';

/** Reads an Arrow file or stream into scratch, one record batch at a time. */
export async function openArrow(
  found: FoundFile,
  pins: { readonly null_values?: readonly string[] | undefined },
  world: SourceWorld,
): Promise<SourcePart> {
  const format = await formatOf(found);
  const handle = await open(found.file, 'r');
  const spool = await RowSpool.in(world);
  try {
    const columns = await readBatches({ found, format, handle, spool, world });
    return {
      origin: found.origin,
      file: spool.file,
      bytes: found.bytes,
      relation: spool.relation(columns.length),
      columns: spooledColumns(columns),
      dialect: { format },
      ...(pins.null_values === undefined ? {} : { nullValues: pins.null_values }),
    };
  } finally {
    await spool.close();
    await handle.close();
  }
}

type Format = 'arrow file' | 'arrow stream';

interface BatchesRequest {
  readonly found: FoundFile;
  readonly format: Format;
  readonly handle: FileHandle;
  readonly spool: RowSpool;
  readonly world: SourceWorld;
}

interface ArrowColumn extends ArrowKind {
  readonly name: string;
  readonly sniffed: string;
}

async function readBatches(request: BatchesRequest): Promise<readonly ArrowColumn[]> {
  const { found, format, handle, spool, world } = request;
  const arrow = await import('apache-arrow');
  registerCodecs(arrow);
  try {
    const reader =
      format === 'arrow file'
        ? await arrow.RecordBatchReader.from<TypeMap>(handle)
        : await arrow.RecordBatchReader.from<TypeMap>(bytesOf(found));
    await reader.open();
    const columns = reader.schema.fields.map(({ name, type }) => {
      return { name, sniffed: arrow.Type[type.typeId], ...kindOf(arrow, type as DataType) };
    });
    if (world.headerOnly === true) {
      await reader.cancel();
      return columns;
    }
    for await (const batch of reader) await spoolBatch(batch, columns, spool);
    return columns;
  } catch (error) {
    world.signal.throwIfAborted();
    throw explained(found, error);
  }
}

async function spoolBatch(
  batch: RecordBatch,
  columns: readonly ArrowColumn[],
  spool: RowSpool,
): Promise<void> {
  const vectors = columns.map((_, at) => batch.getChildAt(at));
  for (let row = 0; row < batch.numRows; row++) {
    const cells = columns.map(({ cell }, at): SpooledCell => {
      const value: unknown = vectors[at]?.get(row);
      return value === null || value === undefined ? null : cell(value);
    });
    if (spool.add(cells)) await spool.flush();
  }
}

function bytesOf({ file }: FoundFile): AsyncIterable<Uint8Array> {
  return createReadStream(file, { highWaterMark: 1 << 18 }) as AsyncIterable<Uint8Array>;
}

function registerCodecs({ compressionRegistry, CompressionType }: typeof Arrow): void {
  compressionRegistry.set(CompressionType.LZ4_FRAME, { decode: unpackLz4Frame });
  // Part of Node from 22.15 on.
  const unpackZstd = (zlib as { readonly zstdDecompressSync?: (packed: Uint8Array) => Buffer })
    .zstdDecompressSync;
  if (unpackZstd !== undefined) {
    compressionRegistry.set(CompressionType.ZSTD, {
      decode: (packed) => new Uint8Array(unpackZstd(packed)),
    });
  }
}

async function formatOf(found: FoundFile): Promise<Format> {
  const handle = await open(found.file, 'r');
  const { buffer, bytesRead } = await handle
    .read(Buffer.alloc(8), 0, 8, 0)
    .finally(() => handle.close());
  if (bytesRead === 0) {
    throw new MlxError('data/file-empty', `\`${found.origin}\` is empty`, {
      hints: ['Check that the export which wrote it went through'],
      place: { file: found.origin },
    });
  }
  const magic = buffer.toString('latin1');
  if (magic.startsWith('ARROW1')) return 'arrow file';
  // A message begins with this mark, or, before 2019, with its length.
  if (buffer.readUInt32LE(0) === 0xffff_ffff || (buffer[2] === 0 && buffer[3] === 0))
    return 'arrow stream';
  throw new MlxError('data/not-a-table', `\`${found.origin}\` is no Arrow file`, {
    hints: [
      magic.startsWith('FEA1')
        ? 'It is Feather of version 1: write it again as version 2, which is Arrow'
        : 'Choose the source type that reads it, such as `type: csv`',
    ],
    place: { file: found.origin },
  });
}

function explained(found: FoundFile, error: unknown): unknown {
  if (error instanceof MlxError || !(error instanceof Error)) return error;
  const place = { file: found.origin };
  if (error.message.includes('codec not found')) {
    return new MlxError(
      'data/arrow-compression',
      `\`${found.origin}\` is compressed with Zstandard`,
      {
        hints: ['Write it with LZ4 or without compression', 'Run mlx on Node 22.15 or newer'],
        place,
        cause: error,
      },
    );
  }
  // Where the library trips over damage without noticing it, its words are of no use.
  const reason = error instanceof TypeError ? '' : `: ${error.message.replace(/\.$/, '')}`;
  return new MlxError('data/arrow-broken', `\`${found.origin}\` is damaged${reason}`, {
    hints: ['Fetch or write the file again'],
    place,
    cause: error,
  });
}
