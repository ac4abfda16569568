import type { Params } from '../../contracts/params.js';
import { openArrow } from './arrow/open-arrow.js';
import { findFiles } from './files/find-files.js';
import { fileParams, type Source, textParams } from './source.js';

const params = { ...fileParams, ...textParams } as const satisfies Params;

/** Arrow files (Feather 2) and streams. Their own types hold; texts are looked at as if they stood in a CSV file. */
export const arrow: Source<typeof params> = {
  name: 'arrow',
  summary: 'Arrow files (also called Feather 2) and Arrow streams',
  extensions: ['.arrow', '.feather', '.arrows', '.ipc'],
  params,
  required: ['path'],
  paths: ({ path }) => (path === undefined ? [] : [path]),
  async *open(values, world) {
    for (const found of await findFiles(values.path ?? '', world.projectDir)) {
      yield await openArrow(found, values, world);
    }
  },
};
