import type { Params } from '../../contracts/params.js';
import { readsAs } from './csv/encoding.js';
import { findFiles } from './files/find-files.js';
import { openFixedWidth } from './fixed-width/open-fixed-width.js';
import { fileParams, type Source, textParams } from './source.js';

const params = {
  ...fileParams,
  widths: {
    type: 'array',
    items: { type: 'integer', minimum: 1 },
    description: 'How many characters each column has, from the left; recognised when left out',
  },
  positions: {
    type: 'array',
    items: { type: 'string' },
    description:
      'Instead of `widths`: first and last character of each column, from 1, such as `["1-8", "12-15"]`',
  },
  columns: {
    type: 'array',
    items: { type: 'string' },
    description: 'Names of the columns, in order: for a file without header, or to rename them',
  },
  header: {
    type: 'boolean',
    description: 'Whether the first line names the columns; recognised when left out',
  },
  skip: {
    type: 'integer',
    minimum: 0,
    default: 0,
    description: 'Lines before the header (or before the first row) that are no part of the table',
  },
  encoding: {
    enum: ['auto', ...Object.keys(readsAs)] as readonly ('auto' | keyof typeof readsAs)[],
    default: 'auto',
    description:
      'Encoding of the text; `auto` is UTF-8 unless a byte order mark or the letters say otherwise',
  },
  compression: {
    enum: ['auto', 'none', 'gzip', 'zstd'],
    default: 'auto',
    description: 'How the file is packed; `auto` looks at its first bytes',
  },
  decimal_separator: {
    enum: ['.', ','],
    default: '.',
    description: 'What separates whole from fraction in numbers',
  },
  strict: {
    type: 'boolean',
    default: false,
    description:
      'Whether to refuse what would otherwise be guessed or left out, with a warning that names the line',
  },
  ...textParams,
} as const satisfies Params;

/** Text whose columns stand at fixed places of the line. Where nothing says at which, they are recognised. */
export const fixedWidth: Source<typeof params> = {
  name: 'fixed-width',
  summary: 'Text files whose columns stand at fixed places, plain or packed with gzip or zstd',
  extensions: ['.fwf'],
  params,
  required: ['path'],
  paths: ({ path }) => (path === undefined ? [] : [path]),
  async *open(values, world) {
    for (const found of await findFiles(values.path ?? '', world.projectDir)) {
      yield await openFixedWidth(found, values, world);
    }
  },
};
