import { isUtf8 } from 'node:buffer';
import { MlxError } from '../../../errors/index.js';
import type { FoundFile } from '../files/find-files.js';
import { type FileHead, headBytes, unmarkedUtf16 } from '../files/inspect-file.js';

/** The encodings a project may name, and what `TextDecoder` calls them. */
export const readsAs = {
  'utf-8': 'utf-8',
  'utf-16': 'utf-16le',
  'utf-16le': 'utf-16le',
  'utf-16be': 'utf-16be',
  'latin-1': 'windows-1252',
  'windows-1250': 'windows-1250',
  'windows-1251': 'windows-1251',
  'windows-1252': 'windows-1252',
  'windows-1253': 'windows-1253',
  'windows-1254': 'windows-1254',
  'iso-8859-2': 'iso-8859-2',
  'iso-8859-15': 'iso-8859-15',
  'koi8-r': 'koi8-r',
  macintosh: 'macintosh',
  'shift-jis': 'shift_jis',
  'euc-jp': 'euc-jp',
  'euc-kr': 'euc-kr',
  big5: 'big5',
  gb18030: 'gb18030',
} as const;

/** The encoding of a text file, in a name `TextDecoder` knows. */
export interface Encoding {
  readonly name: string;
  /** True when nothing but the letters speaks for it. */
  readonly isGuess: boolean;
  /** The first line that is no UTF-8, where that was the reason to guess. */
  readonly line?: number;
}

/** What a project may pin. */
export type PinnedEncoding = 'auto' | keyof typeof readsAs;

/**
 * The encoding to read a file in: the one that was pinned, else what its byte order mark says, else UTF-8; where
 * the beginning is no UTF-8, a guess. Throws when there is nothing to guess from.
 */
export function encodingOf(found: FoundFile, head: FileHead, pinned: PinnedEncoding): Encoding {
  if (pinned === 'utf-16' && head.marked === 'utf-16be') return known('utf-16be');
  if (pinned !== 'auto') return known(readsAs[pinned]);
  if (head.marked !== undefined) return known(head.marked);
  if (head.start === undefined) return known('utf-8');
  const wide = unmarkedUtf16(head.start);
  if (wide !== undefined) return { name: wide, isGuess: true };
  const whole = withoutCutLetter(head.start);
  if (isUtf8(whole)) return known('utf-8');
  return westernOr(found, countRuns(whole), lineOfFault(whole));
}

/** The Western encoding of Windows for a text that is likely in it. Throws `data/encoding` when it is not. */
export function westernOr(found: FoundFile, runs: Runs, line: number): Encoding {
  if (looksWestern(runs)) return { name: 'windows-1252', isGuess: true, line };
  throw new MlxError('data/encoding', `\`${found.origin}\`, line ${line}: the text is not UTF-8`, {
    hints: [
      'Set `encoding` on the source to what it was written in, such as `windows-1251`, `shift-jis` or `latin-1`',
    ],
    place: { file: found.origin, line },
  });
}

function known(name: string): Encoding {
  return { name, isGuess: false };
}

/** Runs of bytes beyond ASCII, by what they can be. */
export interface Runs {
  /** Letters of UTF-8. */
  readonly utf8: number;
  /** One or two letters of a Western encoding among ASCII ones. */
  readonly short: number;
  /** What no Western text holds: many such letters in a row, or a byte that stands for none. */
  readonly strange: number;
}

/** Counts the runs of bytes beyond ASCII. */
export function countRuns(bytes: Buffer): Runs {
  let [utf8, short, strange] = [0, 0, 0];
  for (const [run] of bytes.toString('latin1').matchAll(/[\x80-\xff]+/g)) {
    if (isUtf8(Buffer.from(run, 'latin1'))) utf8 += 1;
    else if (run.length <= 2 && !/[\x81\x8d\x8f\x90\x9d]/.test(run)) short += 1;
    else strange += 1;
  }
  return { utf8, short, strange };
}

/** Whether a text that is no UTF-8 is likely Western: mostly single accented letters, and hardly a letter of UTF-8. */
function looksWestern({ utf8, short, strange }: Runs): boolean {
  return short > 0 && utf8 * 20 <= short && strange * 4 <= short;
}

/** The beginning of a file may end within a letter. */
function withoutCutLetter(start: Buffer): Buffer {
  for (let cut = 0; cut < 4; cut++) {
    const byte = start[start.length - 1 - cut] ?? 0;
    if (byte < 0x80) return start;
    if (byte >= 0xc0) return start.length < headBytes ? start : start.subarray(0, -1 - cut);
  }
  return start;
}

/** The first line whose bytes are no UTF-8, counted from 1; the last one when all are. */
export function lineOfFault(bytes: Buffer): number {
  const isFed = bytes.includes(0x0a);
  let [line, from] = [1, 0];
  for (;;) {
    const stop = bytes.indexOf(isFed ? 0x0a : 0x0d, from);
    if (stop < 0 || !isUtf8(bytes.subarray(from, stop))) return line;
    [line, from] = [line + 1, stop + 1];
  }
}
