import type { Params } from '../../contracts/params.js';
import { findFiles } from './files/find-files.js';
import { fileParams, type Source, textParams } from './source.js';
import { openXml } from './xml/open-xml.js';

const params = {
  ...fileParams,
  records: {
    type: 'string',
    minLength: 1,
    description:
      'Way to the elements that are rows: `/catalog/book`, or `//book` wherever they stand; recognised when left out',
  },
  fields: {
    type: 'object',
    additionalProperties: { type: 'string', minLength: 1 },
    description:
      'Columns and the way to each from its record, such as `{ title: title, id: "@id", tags: "tags/tag[]" }`; everything in a record when left out',
  },
  ...textParams,
} as const satisfies Params;

/** XML files: elements of one kind are the rows, what is in them the columns. Namespaces are left out of names. */
export const xml: Source<typeof params> = {
  name: 'xml',
  summary: 'XML files that hold a list of elements',
  extensions: ['.xml'],
  params,
  required: ['path'],
  paths: ({ path }) => (path === undefined ? [] : [path]),
  async *open(values, world) {
    for (const found of await findFiles(values.path ?? '', world.projectDir)) {
      yield await openXml(found, values, world);
    }
  },
};
