import { access, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { MlxError } from '../errors/index.js';
import { invalid } from './yaml-document.js';

/** The text of a project file. Throws `project/missing`, or `project/invalid` when it is no UTF-8 text. */
export async function readProjectFile(file: string, shown: string): Promise<string> {
  const bytes = await readFile(file).catch(async (cause: unknown) => {
    throw unreadable(shown, cause, await nearestAbove(file));
  });
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw notUtf8(bytes, shown);
  }
}

/** A file of the same name in a folder further up, relative to the folder where it was looked for. */
async function nearestAbove(file: string): Promise<string | undefined> {
  const name = basename(file);
  let way = '..';
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    const there = await access(join(dirname(folder), name)).then(
      () => true,
      () => false,
    );
    if (there) return `${way}/${name}`;
    way += '/..';
  }
  return undefined;
}

function unreadable(shown: string, cause: unknown, above: string | undefined): MlxError {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === 'EISDIR') {
    return new MlxError('project/missing', `\`${shown}\` is a folder, not a project file`, {
      hints: [`Name the file in it: \`${shown}/mlx.yaml\``],
    });
  }
  if (code !== 'ENOENT' && code !== 'ENOTDIR') {
    return new MlxError('project/missing', `\`${shown}\` cannot be opened`, {
      hints: ['Check the permissions of the file and of its folder'],
      cause,
    });
  }
  return new MlxError('project/missing', `There is no project file \`${shown}\``, {
    hints: [
      ...(above === undefined || dirname(shown) !== '.'
        ? []
        : [`There is one further up: add \`--project ${above}\``]),
      'Run `mlx init` to write one, or `mlx init --from data.csv --target COLUMN` to begin with your data',
      'Name another with `--project FILE`',
    ],
  });
}

/** Points at the first byte that is no UTF-8. */
function notUtf8(bytes: Uint8Array, file: string): MlxError {
  const text = new TextDecoder('utf-8').decode(bytes);
  const before = text.slice(0, text.indexOf('\uFFFD')).split('\n');
  const line = before.length;
  const place = {
    file,
    line,
    column: (before.at(-1) ?? '').length + 1,
    source: text.split(/\r?\n/)[line - 1] ?? '',
  };
  const hints = ['Save the file as UTF-8 text'];
  const message = 'The file is not UTF-8 text';
  return invalid(file, [{ code: 'project/syntax', message, place, hints }]);
}
