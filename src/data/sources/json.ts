import type { Params } from '../../contracts/params.js';
import { findFiles } from './files/find-files.js';
import { openJson } from './json/open-json.js';
import { fileParams, type Source, textParams } from './source.js';

const params = {
  ...fileParams,
  records: {
    type: 'string',
    minLength: 1,
    description: 'Way to the list of objects inside the file, such as `result.items`',
  },
  ...textParams,
} as const satisfies Params;

/** A JSON array of objects, at the top of the file or deeper in it; each object is a row. */
export const json: Source<typeof params> = {
  name: 'json',
  summary: 'JSON files that hold a list of objects',
  extensions: ['.json'],
  params,
  required: ['path'],
  paths: ({ path }) => (path === undefined ? [] : [path]),
  async *open(values, world) {
    for (const found of await findFiles(values.path ?? '', world.projectDir)) {
      yield await openJson(found, { ...values, format: 'auto' }, world);
    }
  },
};
