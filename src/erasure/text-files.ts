import { createReadStream } from 'node:fs';
import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { writeAtomically } from '../artifacts/write-atomically.js';
import type { Redactor } from './redact.js';

/** Files that hold text, line by line. */
const lineEndings = ['.jsonl', '.csv', '.tsv', '.log', '.ndjson'];
const textEndings = ['.json', '.md', '.html', '.txt', '.yaml', ...lineEndings];

/** The text files among some that mention a person. */
export async function filesMentioning(
  files: readonly string[],
  redactor: Redactor,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const file of files) {
    signal.throwIfAborted();
    if (isText(file) && (await mentions(file, redactor))) found.push(file);
  }
  return found;
}

function isText(file: string): boolean {
  return textEndings.some((ending) => file.endsWith(ending));
}

async function mentions(file: string, redactor: Redactor): Promise<boolean> {
  const { size } = await stat(file);
  if (size <= wholeBytes) return redactor.finds(await readFile(file, 'utf8'));
  for await (const line of linesOf(file)) if (redactor.finds(line)) return true;
  return false;
}

/**
 * Covers what a file says of a person. In files of rows the whole line goes, because the rest of it is about the person too;
 * of JSON about a table also numbers nobody else has. The file is replaced as a whole.
 */
export async function coverText(
  file: string,
  redactor: Redactor,
  kind: 'table' | 'other',
): Promise<void> {
  if (lineEndings.some((ending) => file.endsWith(ending))) {
    await withoutLines(file, (line) => redactor.finds(line));
    return;
  }
  const text = await readFile(file, 'utf8');
  const exact = kind === 'table' && file.endsWith('.json');
  await writeAtomically(file, exact ? redactor.redactedJson(text) : redactor.redacted(text));
}

/** Leaves out lines of a file; returns how many. Reads it once and holds one line. */
export async function withoutLines(
  file: string,
  leaveOut: (line: string) => boolean,
): Promise<number> {
  const partial = `${file}.erased.tmp`;
  const copy = await open(partial, 'w', (await stat(file)).mode);
  let removed = 0;
  try {
    for await (const line of linesOf(file)) {
      if (leaveOut(line)) removed++;
      else await copy.write(`${line}\n`);
    }
    await copy.close();
    if (removed > 0) await rename(partial, file);
    return removed;
  } finally {
    await copy.close().catch(() => undefined);
    await rm(partial, { force: true });
  }
}

/** The lines of a file, one at a time. */
export function linesOf(file: string): AsyncIterable<string> {
  return createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity });
}

const wholeBytes = 50_000_000;
