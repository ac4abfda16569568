import type { Database } from '../../tables/database.js';
import { type FileHead, headBytes, unpackedStream } from '../files/inspect-file.js';
import { allLines, type LinesInput } from './lines.js';

/** The beginning of a text, decoded. */
export interface Sample {
  readonly text: string;
  readonly isWhole: boolean;
}

/** The beginning of a file as text: a quarter of a megabyte, or more where its lines are very long. */
export async function sampleOf(
  input: LinesInput,
  head: FileHead,
  { encoding, database }: { readonly encoding: string; readonly database: Database },
): Promise<Sample> {
  const { compression } = input;
  if (head.start === undefined || compression === 'zstd') return sampleByDatabase(input, database);
  const decoded = (bytes: Buffer, limit: number): Sample => {
    const isWhole = bytes.length < limit;
    return { text: new TextDecoder(encoding).decode(bytes, { stream: !isWhole }), isWhole };
  };
  const first = decoded(head.start, headBytes);
  if (first.isWhole || hasLines(first.text)) return first;
  return decoded(await beginning(unpackedStream(input.file, compression), longBytes), longBytes);
}

/** Room for a header and some rows of the longest lines DuckDB reads. */
const longBytes = 1 << 23;
const fewestLines = 5;

function hasLines(text: string): boolean {
  return text.split(/\r\n|\r|\n/, fewestLines + 1).length > fewestLines;
}

async function beginning(stream: AsyncIterable<Buffer>, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= limit) break;
  }
  return Buffer.concat(chunks).subarray(0, limit);
}

const lines = 1000;

/** Only DuckDB can unpack Zstandard. */
async function sampleByDatabase(input: LinesInput, database: Database): Promise<Sample> {
  const found = await database.rows<{ line: string | null }>(
    `SELECT line FROM ${allLines(input)} LIMIT ${lines}`,
  );
  const text = found.map(({ line }) => `${line ?? ''}\n`).join('');
  return { text, isWhole: found.length < lines };
}
