import type { Prediction } from '../prediction.js';
import { askNode } from './ask-program.js';
import type { FormatFile, FormatSource, PackageFormat } from './format.js';
import { commandCode, headOf, modelFacts, predictCode, weightBytes } from './model-code.js';
import { runtimeCannot } from './runtime-format.js';
import { serverCode } from './server-code.js';

/** A folder with runtime, model and weights, a command and a server: what images run. */
export const bundle: PackageFormat = {
  name: 'bundle',
  summary:
    'a folder that predicts and serves with Node alone: `node predict.mjs`, `node server.mjs`',
  params: {},
  cannot: runtimeCannot,
  files: bundleFiles,
  ask: (folder, rows) => askNode<readonly Prediction[]>(['predict.mjs'], { folder, rows }),
};

/** The files of a bundle, for formats that carry one. */
export function bundleFiles(source: FormatSource): readonly FormatFile[] {
  const text = (path: string, content: string): FormatFile => ({
    path,
    bytes: Buffer.from(content),
  });
  return [
    text('golden.json', `${JSON.stringify(source.golden)}\n`),
    text('model.json', `${modelFacts(source)}\n`),
    text('package.json', `${JSON.stringify({ type: 'module', private: true })}\n`),
    // In one module: each further one takes milliseconds of a start.
    text(
      'predict.mjs',
      `${headOf(source)}\n${source.runtime}\n${loadCode}${predictCode}${commandCode}`,
    ),
    text('server.mjs', `${headOf(source)}\n${serverCode}`),
    { path: 'weights.bin', bytes: weightBytes(source) },
  ];
}

const loadCode = `import { readFileSync } from 'node:fs';
const model = mlxRuntime.packagedModel({
  ...JSON.parse(readFileSync(new URL('./model.json', import.meta.url), 'utf8')),
  weights: readFileSync(new URL('./weights.bin', import.meta.url)),
});
`;
