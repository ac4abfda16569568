import { TextDecoder } from 'node:util';
import type { FoundFile } from '../files/find-files.js';
import { type Compression, unpackedStream } from '../files/inspect-file.js';
import { countRuns, type Encoding, looksWestern, notUtf8, western } from './encoding.js';

/**
 * The encoding of a whole file that should be UTF-8: it, or a guess when some of its text is not. Throws when the
 * text is neither.
 */
export async function guessedEncoding(
  found: FoundFile,
  { compression, signal }: { readonly compression: Compression; readonly signal: AbortSignal },
): Promise<Encoding> {
  const utf8: Encoding = { name: 'utf-8', isGuess: false };
  if (compression === 'zstd') return utf8;
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const runs = { utf8: 0, short: 0, strange: 0 };
  let isUtf8 = true;
  for await (const chunk of unpackedStream(found.file, compression) as AsyncIterable<Buffer>) {
    signal.throwIfAborted();
    isUtf8 &&= decodes(decoder, chunk);
    const own = countRuns(chunk);
    runs.utf8 += own.utf8;
    runs.short += own.short;
    runs.strange += own.strange;
  }
  if (isUtf8 && decodes(decoder, undefined)) return utf8;
  if (looksWestern(runs)) return western;
  throw notUtf8(found, undefined);
}

/** Whether a piece is UTF-8; without one, whether the text may end here. */
function decodes(decoder: TextDecoder, chunk: Buffer | undefined): boolean {
  try {
    decoder.decode(chunk, { stream: chunk !== undefined });
    return true;
  } catch {
    return false;
  }
}
