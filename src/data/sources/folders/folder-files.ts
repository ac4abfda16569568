import { basename, dirname, relative, sep } from 'node:path';
import { MlxError } from '../../../errors/index.js';
import { type FoundFile, findFiles } from '../files/find-files.js';

/** A file in a folder of examples. */
export interface ExampleFile extends FoundFile {
  /** Path from the folder, with `/`. */
  readonly name: string;
  /** The folder right round it: its class, unless a file with labels says otherwise. Undefined at the top. */
  readonly folder: string | undefined;
}

/**
 * The files of a folder and all folders in it, by name; hidden ones are passed over. Throws `data/file-missing` when there
 * is none.
 */
export async function folderFiles(
  folder: string,
  files: string,
  projectDir: string,
): Promise<readonly ExampleFile[]> {
  const found = await findFiles(patternIn(folder, files), projectDir);
  const top = trimmed(folder);
  const examples = found.flatMap((each): ExampleFile[] => {
    const name = relative(top, each.origin).replaceAll(sep, '/');
    const parent = dirname(name);
    const example = { ...each, name, folder: parent === '.' ? undefined : basename(parent) };
    return name.split('/').some((part) => part.startsWith('.')) ? [] : [example];
  });
  if (examples.length > 0) return examples;
  throw new MlxError('data/file-missing', `\`${folder}\` holds no files`, {
    hints: ['Check the path, and `files` if you set it'],
    place: { file: folder },
  });
}

/** The pattern that stands for the files of a folder. */
export function patternIn(folder: string, files: string): string {
  return `${trimmed(folder)}/${files}`;
}

function trimmed(folder: string): string {
  return folder.replace(/(?<=.)[/\\]+$/, '');
}
