import type { Params } from '../../contracts/params.js';
import { openExcel } from './excel/open-excel.js';
import { findFiles } from './files/find-files.js';
import { fileParams, type Source, textParams } from './source.js';

const params = {
  ...fileParams,
  sheet: {
    type: ['number', 'string'],
    description: 'Sheet to read: its name, or its place from 1; the first when left out',
  },
  range: {
    type: 'string',
    minLength: 1,
    description:
      'Part of the sheet to read, as in Excel: `B3:F100`, or `B3:F` for all rows from there on',
  },
  skip: {
    type: 'integer',
    minimum: 0,
    description: 'Rows above the header (or above the first row) that are no part of the table',
  },
  header: {
    type: 'boolean',
    description:
      'Whether the first row names the columns; when left out, it does if it holds texts only',
  },
  columns: {
    type: 'array',
    items: { type: 'string' },
    description: 'Names of all columns, in order: for a sheet without header, or to rename them',
  },
  ...textParams,
} as const satisfies Params;

/** One sheet of an Excel workbook: the values its cells show, those of formulas as Excel last computed them. */
export const excel: Source<typeof params> = {
  name: 'excel',
  summary: 'A sheet of Excel workbooks (.xlsx)',
  extensions: ['.xlsx', '.xlsm', '.xls'],
  params,
  required: ['path'],
  paths: ({ path }) => (path === undefined ? [] : [path]),
  async *open(values, world) {
    for (const found of await findFiles(values.path ?? '', world.projectDir)) {
      yield await openExcel(found, values, world);
    }
  },
};
