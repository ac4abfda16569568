import { isUtf8 } from 'node:buffer';
import type { FoundFile } from '../files/find-files.js';
import { type Compression, unpackedStream } from '../files/inspect-file.js';
import { countRuns, type Encoding, lineOfFault, westernOr } from './encoding.js';

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
  const runs = { utf8: 0, short: 0, strange: 0 };
  let [line, fault]: [number, number | undefined] = [1, undefined];
  for await (const lines of wholeLines(unpackedStream(found.file, compression))) {
    signal.throwIfAborted();
    if (fault === undefined && !isUtf8(lines)) fault = line + lineOfFault(lines) - 1;
    line += endsIn(lines);
    const own = countRuns(lines);
    runs.utf8 += own.utf8;
    runs.short += own.short;
    runs.strange += own.strange;
  }
  return fault === undefined ? utf8 : westernOr(found, runs, fault);
}

/** The bytes in pieces that end with lines, so that no letter is cut. */
async function* wholeLines(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest = Buffer.alloc(0);
  for await (const chunk of stream) {
    const stop = Math.max(chunk.lastIndexOf(0x0a), chunk.lastIndexOf(0x0d)) + 1;
    if (stop > 0) yield Buffer.concat([rest, chunk.subarray(0, stop)]);
    rest = stop > 0 ? Buffer.from(chunk.subarray(stop)) : Buffer.concat([rest, chunk]);
  }
  if (rest.length > 0) yield rest;
}

function endsIn(bytes: Buffer): number {
  const end = bytes.includes(0x0a) ? 0x0a : 0x0d;
  let count = 0;
  for (let at = bytes.indexOf(end); at >= 0; at = bytes.indexOf(end, at + 1)) count += 1;
  return count;
}
