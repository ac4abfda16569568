import type { Params } from '../../contracts/params.js';
import { filesOfUserModule } from '../user-modules/load-user-module.js';
import { openCustom } from './custom/open-custom.js';
import { type Source, textParams } from './source.js';

const params = {
  module: {
    type: 'string',
    minLength: 1,
    description: 'The module, relative to the project file; `type: ./my-source.ts` stands for it',
  },
  params: {
    type: 'object',
    additionalProperties: true,
    default: {},
    description: 'What the module is handed; with `type: ./my-source.ts` all that stands beside it',
  },
  ...textParams,
} as const satisfies Params;

/** A source of the user's own: an ES module, in TypeScript or JavaScript, that yields rows. */
export const custom: Source<typeof params> = {
  name: 'custom',
  summary: "A module of the project's own that yields rows",
  extensions: [],
  params,
  required: ['module'],
  paths: () => [],
  alsoReads: ({ module = '' }, projectDir) => filesOfUserModule(module, projectDir),
  async *open({ module = '', params: given, ...pins }, world) {
    yield await openCustom({ module, params: given, ...pins }, world);
  },
};
