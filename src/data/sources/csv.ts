import type { Params } from '../../contracts/params.js';
import { readsAs } from './csv/encoding.js';
import { openCsv } from './csv/open-csv.js';
import { findFiles } from './files/find-files.js';
import { fileParams, type Source, textParams } from './source.js';

const params = {
  ...fileParams,
  delimiter: {
    type: 'string',
    minLength: 1,
    description: 'What separates cells, such as `;` or a tab; recognised when left out',
  },
  quote: {
    type: 'string',
    description:
      'What encloses a cell that holds the delimiter; empty for none; recognised when left out',
  },
  escape: {
    type: 'string',
    description: 'What precedes a quote inside a quoted cell; the quote itself by default',
  },
  header: {
    type: 'boolean',
    description: 'Whether the first row names the columns; recognised when left out',
  },
  columns: {
    type: 'array',
    items: { type: 'string' },
    description: 'Names of all columns, in order: for a file without header, or to rename them',
  },
  encoding: {
    enum: ['auto', ...Object.keys(readsAs)] as readonly CsvEncoding[],
    default: 'auto',
    description:
      'Encoding of the text; `auto` is UTF-8 unless a byte order mark or the letters say otherwise',
  },
  compression: {
    enum: ['auto', 'none', 'gzip', 'zstd'],
    default: 'auto',
    description: 'How the file is packed; `auto` looks at its first bytes',
  },
  skip: {
    type: 'integer',
    minimum: 0,
    description: 'Lines before the header (or before the first row) that are no part of the table',
  },
  comment: {
    type: 'string',
    minLength: 1,
    description: 'Lines that begin with this character are passed over',
  },
  strict: {
    type: 'boolean',
    default: false,
    description:
      'Whether to refuse what would otherwise be mended or guessed, with a warning that names the line',
  },
  decimal_separator: {
    enum: ['.', ','],
    default: '.',
    description: 'What separates whole from fraction in numbers',
  },
  ...textParams,
} as const satisfies Params;

type CsvEncoding = 'auto' | keyof typeof readsAs;

/** Delimited text: CSV, TSV and their kin. What is not pinned is recognised, and reported. */
export const csv: Source<typeof params> = {
  name: 'csv',
  summary: 'Delimited text files (CSV, TSV), plain or packed with gzip or zstd',
  extensions: ['.csv', '.tsv', '.data', '.txt'],
  params,
  required: ['path'],
  paths: ({ path }) => (path === undefined ? [] : [path]),
  async *open(values, world) {
    for (const found of await findFiles(values.path ?? '', world.projectDir)) {
      yield await openCsv(found, values, world);
    }
  },
};
