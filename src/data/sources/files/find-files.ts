import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import { MlxError, nearestWord } from '../../../errors/index.js';

/** A file to read. */
export interface FoundFile {
  readonly file: string;
  /** Path as the user would write it: relative to the project unless given as absolute. */
  readonly origin: string;
  readonly bytes: number;
}

/**
 * The files a path or pattern of a project stands for, in the order of their names.
 * Throws when there is none, with the nearest name there is, or when it is a folder.
 */
export async function findFiles(path: string, projectDir: string): Promise<readonly FoundFile[]> {
  const absolute = isAbsolute(path) ? path : join(projectDir, path);
  if (!/[*?]/.test(path)) return [await findOne(path, absolute)];
  const base = absolute.slice(0, absolute.search(/[*?]/)).replace(/[^/\\]*$/, '');
  const pattern = asExpression(absolute);
  const deep = /\*\*|[*?][^/]*\//.test(path);
  const entries = await readdir(base, { recursive: deep, withFileTypes: true }).catch(
    () => undefined,
  );
  if (entries === undefined) throw await missing(baseOf(path), base);
  const matches = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => ({ entry, file: join(entry.parentPath, entry.name) }))
    .filter(({ file }) => pattern.test(file));
  const files = (await Promise.all(matches.map(withoutFolder)))
    .flat()
    .sort((a, b) => (a < b ? -1 : 1));
  if (files.length === 0) {
    throw new MlxError('data/file-missing', `No file matches \`${path}\``, {
      hints: [`Look into \`${relative(projectDir, base) || '.'}\` for the files there are`],
    });
  }
  const named = files.map((file) =>
    findOne(isAbsolute(path) ? file : relative(projectDir, file), file),
  );
  return await Promise.all(named);
}

/** What stands before the first wildcard of a pattern: a folder. */
function baseOf(path: string): string {
  return (
    path
      .slice(0, path.search(/[*?]/))
      .replace(/[^/\\]*$/, '')
      .replace(/(?<=.)[/\\]$/, '') || '.'
  );
}

/** A link to a folder is no file either. */
async function withoutFolder(match: {
  readonly entry: Dirent;
  readonly file: string;
}): Promise<string[]> {
  if (!match.entry.isSymbolicLink()) return [match.file];
  const target = await stat(match.file).catch(() => undefined);
  return target?.isDirectory() === true ? [] : [match.file];
}

async function findOne(path: string, absolute: string): Promise<FoundFile> {
  const found = await stat(absolute).catch((cause: unknown) => {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new MlxError('data/unreadable-file', `\`${path}\` cannot be opened`, {
      hints: ['Check the permissions of the file and of its folder'],
      cause,
    });
  });
  if (found === undefined) throw await missing(path, absolute);
  if (!found.isDirectory()) return { file: absolute, origin: path, bytes: found.size };
  throw new MlxError('data/is-folder', `\`${path}\` is a folder, not a file`, {
    hints: [`Name a file in it, or all of a kind: \`${path.replace(/\/$/, '')}/*.csv\``],
  });
}

async function missing(path: string, absolute: string): Promise<MlxError> {
  const folder = dirname(absolute);
  const names = await readdir(folder).catch(() => undefined);
  if (names === undefined) {
    return new MlxError('data/file-missing', `\`${path}\` is not there, nor is its folder`, {
      hints: ['Correct the path; it is relative to the folder of the project file'],
    });
  }
  const near = nearestWord(basename(absolute), names) ?? sameStem(basename(absolute), names);
  const tried = isAbsolute(path) ? '' : `; looked for \`${absolute}\``;
  return new MlxError('data/file-missing', `\`${path}\` is not there${tried}`, {
    hints:
      near === undefined
        ? ['Correct the path; it is relative to the folder of the project file']
        : [`Did you mean \`${join(dirname(path), near)}\`?`],
  });
}

function sameStem(name: string, names: readonly string[]): string | undefined {
  const stem = (file: string): string => file.toLowerCase().split('.')[0] ?? '';
  return names.find((other) => stem(other) === stem(name));
}

/** What a pattern matches: `**` crosses folders, `*` and `?` stay within a name. */
export function asExpression(pattern: string): RegExp {
  const parts = pattern.split(/(\*\*\/|\*\*|\*|\?)/).map((part) => {
    if (part === '**/') return '(?:.*/)?';
    if (part === '**') return '.*';
    if (part === '*') return '[^/]*';
    if (part === '?') return '[^/]';
    return part.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${parts.join('').replaceAll('/', sep === '/' ? '/' : '[/\\\\]')}$`);
}
