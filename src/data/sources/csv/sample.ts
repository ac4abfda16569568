import type { Database } from '../../tables/database.js';
import { type FileHead, headBytes } from '../files/inspect-file.js';
import { allLines, type LinesInput } from './lines.js';

/** The beginning of a text, decoded. */
export interface Sample {
  readonly text: string;
  readonly isWhole: boolean;
}

/** The beginning of a file as text. */
export function sampleOf(
  input: LinesInput,
  head: FileHead,
  { encoding, database }: { readonly encoding: string; readonly database: Database },
): Promise<Sample> {
  if (head.start === undefined) return sampleByDatabase(input, database);
  const isWhole = head.start.length < headBytes;
  const text = new TextDecoder(encoding).decode(head.start, { stream: !isWhole });
  return Promise.resolve({ text, isWhole });
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
