import type { Params } from '../../contracts/params.js';
import { findFiles } from './files/find-files.js';
import { openJson } from './json/open-json.js';
import { fileParams, type Source, textParams } from './source.js';

const params = { ...fileParams, ...textParams } as const satisfies Params;

/** JSON lines: one object a line, each a row. */
export const jsonl: Source<typeof params> = {
  name: 'jsonl',
  summary: 'JSON lines: one object a line',
  extensions: ['.jsonl', '.ndjson'],
  params,
  required: ['path'],
  paths: ({ path }) => (path === undefined ? [] : [path]),
  async *open(values, world) {
    for (const found of await findFiles(values.path ?? '', world.projectDir)) {
      yield await openJson(found, { ...values, format: 'newline_delimited' }, world);
    }
  },
};
