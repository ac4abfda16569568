import type { Prediction } from '../prediction.js';
import { askNode } from './ask-program.js';
import type { PackageFormat } from './format.js';
import { commandCode, selfContainedModule } from './model-code.js';
import { runtimeCannot } from './runtime-format.js';

/** Everything in one file of JavaScript: a module, and a command. */
export const singleFile: PackageFormat = {
  name: 'single-file',
  summary: 'one JavaScript file that predicts: `import { predict }`, or `node model.mjs`',
  params: {},
  cannot: runtimeCannot,
  files: (source) => [
    { path: 'model.mjs', bytes: Buffer.from(selfContainedModule(source) + commandCode) },
  ],
  ask: (folder, rows) => askNode<readonly Prediction[]>(['model.mjs'], { folder, rows }),
};
