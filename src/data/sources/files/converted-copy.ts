import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { MlxError } from '../../../errors/index.js';
import type { FoundFile } from './find-files.js';
import { GrowingFile } from './growing-file.js';
import { type Compression, unpackedStream } from './inspect-file.js';

/** How a text file is to be read. */
export interface Reading {
  /** An encoding `TextDecoder` knows. */
  readonly encoding: string;
  readonly compression: Compression;
  readonly signal: AbortSignal;
}

export interface Conversion extends Reading {
  readonly scratch: string;
}

/**
 * Writes a UTF-8 copy of a text file into scratch, piece by piece, and returns its path.
 * Line numbers stay those of the original.
 */
export async function convertedCopy(found: FoundFile, conversion: Conversion): Promise<string> {
  const copy = join(conversion.scratch, `${randomUUID()}.txt`);
  await using target = await GrowingFile.open(copy);
  for await (const piece of decodedText(found, conversion)) await target.write(piece);
  return copy;
}

/** The text of a file, piece by piece. Throws when it is packed with Zstandard, or not in that encoding. */
export async function* decodedText(
  found: FoundFile,
  { encoding, compression, signal }: Reading,
): AsyncGenerator<string> {
  if (compression === 'zstd') throw mustBeUnpacked(found);
  const decoder = new TextDecoder(encoding, { fatal: true });
  try {
    for await (const chunk of unpackedStream(found.file, compression) as AsyncIterable<Buffer>) {
      signal.throwIfAborted();
      yield decoder.decode(chunk, { stream: true });
    }
    yield decoder.decode();
  } catch (error) {
    throw error instanceof TypeError ? wrongEncoding(found, encoding, error) : error;
  }
}

function mustBeUnpacked(found: FoundFile): MlxError {
  return new MlxError('data/compression', `\`${found.origin}\` must be unpacked first`, {
    hints: [
      'Unpack it with `unzstd`: its text is irregular and has to be converted before it can be read',
    ],
    place: { file: found.origin },
  });
}

function wrongEncoding(found: FoundFile, encoding: string, cause: unknown): MlxError {
  return new MlxError('data/encoding', `\`${found.origin}\` is not ${encoding}`, {
    hints: ['Set `encoding` on the source to what the file was written in'],
    place: { file: found.origin },
    cause,
  });
}
