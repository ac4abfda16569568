import { open } from 'node:fs/promises';
import { extname } from 'node:path';
import type { Params } from '../../contracts/params.js';
import type { ExampleFile } from './folders/folder-files.js';
import { patternIn } from './folders/folder-files.js';
import { openFolder } from './folders/open-folder.js';
import { imageHeader } from './images/image-header.js';
import type { SpooledCell } from './rows/row-spool.js';
import { folderParams, type Source } from './source.js';

const params = { ...folderParams } as const satisfies Params;

/**
 * A folder of images: a row for each with its file, label, path from the project, size and format. Pixels are read when a
 * model wants them.
 */
export const imageFolder: Source<typeof params> = {
  name: 'image-folder',
  summary: 'A folder of images (JPEG, PNG, GIF, WebP, BMP)',
  extensions: [],
  params,
  required: ['path'],
  paths: ({ path, files, labels }) => [
    ...(path === undefined ? [] : [patternIn(path, files)]),
    ...(labels === undefined ? [] : [labels]),
  ],
  roles: { file: 'id', width: 'ignore', height: 'ignore', format: 'ignore', bytes: 'ignore' },
  async *open({ path = '', files, labels }, world) {
    yield await openFolder(
      {
        ...{ folder: path, files, labels, format: 'images', nullValues: undefined },
        wanted: ({ file }) => endings.includes(extname(file).toLowerCase()),
        columns: [
          { name: 'image' },
          { name: 'width', storage: 'BIGINT' },
          { name: 'height', storage: 'BIGINT' },
          { name: 'format' },
          { name: 'bytes', storage: 'BIGINT' },
        ],
        read: readImage,
      },
      world,
    );
  },
};

const endings = ['.jpg', '.jpeg', '.png', '.gif', '.webp', '.bmp'];

async function readImage(
  { file, origin, bytes }: ExampleFile,
  complain: (what: string) => void,
): Promise<readonly SpooledCell[]> {
  const handle = await open(file, 'r');
  try {
    const header = await imageHeader(handle, bytes);
    if (header === undefined) {
      complain(bytes === 0 ? 'is empty' : 'is no image that can be read');
      return [null, null, null, null, bytes];
    }
    if (!header.whole) complain('is an image that was cut short');
    return [origin, header.width, header.height, header.format, bytes];
  } finally {
    await handle.close();
  }
}
