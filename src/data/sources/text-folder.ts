import { readFile } from 'node:fs/promises';
import { TextDecoder } from 'node:util';
import type { Params } from '../../contracts/params.js';
import { MlxError } from '../../errors/index.js';
import { readsAs } from './csv/encoding.js';
import { markOf } from './files/byte-order-mark.js';
import { type ExampleFile, patternIn } from './folders/folder-files.js';
import { openFolder } from './folders/open-folder.js';
import { folderParams, type Source, textParams } from './source.js';

const params = {
  ...folderParams,
  encoding: {
    enum: ['auto', ...Object.keys(readsAs)] as readonly TextEncoding[],
    default: 'auto',
    description: 'Encoding of the texts; `auto` is UTF-8 unless a byte order mark says otherwise',
  },
  ...textParams,
} as const satisfies Params;

type TextEncoding = 'auto' | keyof typeof readsAs;

/** A folder of texts: a row for each with its file, label and text. */
export const textFolder: Source<typeof params> = {
  name: 'text-folder',
  summary: 'A folder of texts, one a file',
  extensions: [],
  params,
  required: ['path'],
  paths: ({ path, files, labels }) => [
    ...(path === undefined ? [] : [patternIn(path, files)]),
    ...(labels === undefined ? [] : [labels]),
  ],
  async *open({ path = '', files, labels, encoding, null_values: nullValues }, world) {
    yield await openFolder(
      {
        ...{ folder: path, files, labels, format: 'texts', nullValues },
        wanted: () => true,
        columns: [{ name: 'text', sniffed: 'text' }],
        read: async (file, complain) => [await textOf(file, encoding, complain)],
      },
      world,
    );
  },
};

const largest = 1 << 24;

async function textOf(
  { file, origin, bytes }: ExampleFile,
  encoding: TextEncoding,
  complain: (what: string) => void,
): Promise<string | null> {
  if (bytes > largest) {
    complain('is larger than 16 MB, too large for one text');
    return null;
  }
  const content = await readFile(file);
  const label = encoding === 'auto' ? (markOf(content) ?? 'utf-8') : readsAs[encoding];
  if (!label.startsWith('utf-16') && content.includes(0)) {
    complain('is no text: it holds zero bytes');
    return null;
  }
  try {
    return new TextDecoder(label, { fatal: true }).decode(content);
  } catch (cause) {
    throw new MlxError('data/encoding', `\`${origin}\` is not ${label}`, {
      hints: ['Set `encoding` on the source to what the files were written in, such as `latin-1`'],
      place: { file: origin },
      cause,
    });
  }
}
