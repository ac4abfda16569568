import { MlxError } from '../../../errors/index.js';
import type { FoundFile } from '../files/find-files.js';
import { type FileHead, looksLikeUtf16 } from '../files/inspect-file.js';

/** The encodings a project may name, and what `TextDecoder` calls them. */
export const readsAs = {
  'utf-8': 'utf-8',
  'utf-16': 'utf-16le',
  'utf-16le': 'utf-16le',
  'utf-16be': 'utf-16be',
  'latin-1': 'windows-1252',
  'windows-1252': 'windows-1252',
  'shift-jis': 'shift_jis',
  gb18030: 'gb18030',
} as const;

/**
 * The encoding to read a file in: the one that was pinned, else what its byte order mark says, else UTF-8.
 * Throws when the text cannot be UTF-8 and nothing says what it is.
 */
export function encodingOf(
  found: FoundFile,
  head: FileHead,
  pinned: 'auto' | keyof typeof readsAs,
): string {
  if (pinned === 'utf-16' && head.marked === 'utf-16be') return 'utf-16be';
  if (pinned !== 'auto') return readsAs[pinned];
  if (head.marked !== undefined) return head.marked;
  if (head.start !== undefined && looksLikeUtf16(head.start)) {
    throw new MlxError('data/encoding', `\`${found.origin}\` looks like UTF-16 without its mark`, {
      hints: ['Set `encoding: utf-16` (or `utf-16be`) on the source'],
      place: { file: found.origin },
    });
  }
  return 'utf-8';
}
