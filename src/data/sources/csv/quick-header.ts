import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';

const headBytes = 64 * 1024;
const delimiters = [',', ';', '\t', '|'];

/**
 * Whether the first line of a CSV file plainly names all the wanted columns: a look of a few milliseconds, without a
 * database. False means "not plainly": the file must be opened properly to know.
 */
export async function plainlyHasColumns(file: string, wanted: readonly string[]): Promise<boolean> {
  const line = await firstLine(file).catch(() => undefined);
  if (line === undefined) return false;
  return delimiters.some((delimiter) => {
    const names = cellsOf(line, delimiter);
    return names.length > 1 && wanted.every((name) => names.includes(name));
  });
}

/** The first line when it is UTF-8 text that ends within the first 64 KB. */
async function firstLine(file: string): Promise<string | undefined> {
  const bytes = file.endsWith('.gz')
    ? createReadStream(file, { end: headBytes - 1 }).pipe(createGunzip())
    : createReadStream(file, { end: headBytes - 1 });
  const chunks: Buffer[] = [];
  for await (const chunk of bytes) {
    chunks.push(chunk as Buffer);
    if ((chunk as Buffer).includes(0x0a)) break;
  }
  const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks), {
    stream: true,
  });
  const end = text.search(/\r?\n/);
  return end < 0 ? undefined : text.slice(0, end);
}

function cellsOf(line: string, delimiter: string): readonly string[] {
  return line.split(delimiter).map((cell) => {
    const name = cell.trim();
    return /^"[^"]*"$/.test(name) ? name.slice(1, -1) : name;
  });
}
