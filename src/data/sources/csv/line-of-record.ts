import { unpackedStream } from '../files/inspect-file.js';
import type { CsvInput, Dialect } from './csv-input.js';

/**
 * The line on which a row (from 0) of a CSV file begins, found by reading it again: used only to word a failure.
 * Undefined for a packed file we cannot read here, and when the file ends before.
 */
export async function lineOfRecord(
  input: CsvInput,
  dialect: Dialect,
  row: number,
): Promise<number | undefined> {
  if (input.compression === 'zstd') return undefined;
  const counter = new LineCounter(dialect, row + (dialect.header ? 1 : 0));
  for await (const chunk of unpackedStream(
    input.file,
    input.compression,
  ) as AsyncIterable<Buffer>) {
    const line = counter.read(chunk);
    if (line !== undefined) return line;
  }
  return undefined;
}

class LineCounter {
  readonly #end: number;
  readonly #quote: number;
  #skip: number;
  #left: number;
  #line = 1;
  #quoted = false;
  #blank = true;

  constructor(dialect: Dialect, records: number) {
    this.#end = dialect.newLine === '\\r' ? 0x0d : 0x0a;
    this.#quote = dialect.quote === '' ? -1 : dialect.quote.charCodeAt(0);
    this.#skip = dialect.skip;
    this.#left = records;
  }

  read(chunk: Buffer): number | undefined {
    for (const byte of chunk) {
      if (byte === this.#end) this.#endLine();
      else if (byte !== 0x0d) {
        if (this.#skip === 0 && this.#left === 0) return this.#line;
        this.#blank = false;
        if (byte === this.#quote && this.#skip === 0) this.#quoted = !this.#quoted;
      }
    }
    return undefined;
  }

  #endLine(): void {
    this.#line += 1;
    if (this.#skip > 0) this.#skip -= 1;
    else if (!this.#quoted && !this.#blank) this.#left -= 1;
    if (!this.#quoted) this.#blank = true;
  }
}
