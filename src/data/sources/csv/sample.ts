import type { Database } from '../../tables/database.js';
import { asPatterns, literal } from '../../tables/sql.js';
import type { FileHead } from '../files/inspect-file.js';
import { headBytes } from '../files/inspect-file.js';
import type { CsvInput } from './csv-input.js';
import type { Sample } from './layout.js';

/** The beginning of a file as text. */
export function sampleOf(
  input: CsvInput,
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
async function sampleByDatabase(input: CsvInput, database: Database): Promise<Sample> {
  const found = await database.rows<{ line: string | null }>(
    `SELECT line FROM read_csv(${literal(asPatterns(input.file).join(''))}, auto_detect = false,
       header = false, columns = {line: 'VARCHAR'}, delim = ${literal(neverADelimiter)}, quote = '',
       escape = '', compression = ${literal(input.compression)}) LIMIT ${lines}`,
  );
  const text = found.map(({ line }) => `${line ?? ''}\n`).join('');
  return { text, isWhole: found.length < lines };
}

const neverADelimiter = '\u0001';
