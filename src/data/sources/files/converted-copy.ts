import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { MlxError } from '../../../errors/index.js';
import type { FoundFile } from './find-files.js';
import { type Compression, unpackedStream } from './inspect-file.js';

export interface Conversion {
  /** An encoding `TextDecoder` knows. */
  readonly encoding: string;
  /** True to end every line outside quotes with a line feed. */
  readonly newlines?: boolean;
  readonly compression: Compression;
  readonly scratch: string;
  readonly signal: AbortSignal;
}

/**
 * Writes a UTF-8 copy of a text file into scratch, piece by piece, and returns its path.
 * Line numbers stay those of the original.
 */
export async function convertedCopy(found: FoundFile, conversion: Conversion): Promise<string> {
  const { compression, signal } = conversion;
  if (compression === 'zstd') {
    throw new MlxError('data/compression', `\`${found.origin}\` must be unpacked first`, {
      hints: ['Unpack it with `unzstd`: its text has to be converted before it can be read'],
      place: { file: found.origin },
    });
  }
  const copy = join(conversion.scratch, `${randomUUID()}.txt`);
  const decoder = new TextDecoder(conversion.encoding, { fatal: true });
  const mend = conversion.newlines === true ? newlineMender() : (text: string) => text;
  const target = createWriteStream(copy);
  try {
    for await (const chunk of unpackedStream(found.file, compression) as AsyncIterable<Buffer>) {
      signal.throwIfAborted();
      if (!target.write(mend(decoder.decode(chunk, { stream: true })))) {
        await once(target, 'drain', { signal });
      }
    }
    target.end(mend(decoder.decode()));
    await finished(target);
  } catch (error) {
    target.destroy();
    throw error instanceof TypeError ? wrongEncoding(found, conversion.encoding, error) : error;
  }
  return copy;
}

/** Ends lines with LF, whatever they end with; CR and LF inside quotes stay. */
function newlineMender(): (text: string) => string {
  let quoted = false;
  let afterReturn = false;
  return (text) => {
    const parts: string[] = [];
    let from = 0;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === quote) quoted = !quoted;
      else if (!quoted && (code === carriageReturn || (code === lineFeed && afterReturn))) {
        parts.push(text.slice(from, at), code === carriageReturn ? '\n' : '');
        from = at + 1;
      }
      afterReturn = code === carriageReturn && !quoted;
    }
    parts.push(text.slice(from));
    return parts.join('');
  };
}

const quote = 0x22;
const carriageReturn = 0x0d;
const lineFeed = 0x0a;

function wrongEncoding(found: FoundFile, encoding: string, cause: unknown): MlxError {
  return new MlxError('data/encoding', `\`${found.origin}\` is not ${encoding}`, {
    hints: ['Set `encoding` on the source to what the file was written in'],
    place: { file: found.origin },
    cause,
  });
}
