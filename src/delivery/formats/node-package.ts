import type { Prediction } from '../prediction.js';
import { askScript, rowsFromInput } from './ask-program.js';
import { bundleFiles } from './bundle.js';
import type { FormatFile, PackageFormat } from './format.js';
import { declarations } from './row-types.js';
import { runtimeCannot } from './runtime-format.js';

const kept = ['model.json', 'predict.mjs', 'weights.bin'];

/** A package for npm, with the types of the model's own inputs and answers. */
export const nodePackage: PackageFormat = {
  name: 'node',
  summary: 'an npm package without dependencies, with types of the model’s own inputs and answers',
  params: {
    name: {
      type: 'string',
      minLength: 1,
      description: 'Name of the npm package; default: the name of the project',
    },
    version: { type: 'string', minLength: 1, default: '1.0.0', description: 'Its version' },
  },
  cannot: runtimeCannot,
  files: (source, params) => {
    const name = (params['name'] as string | undefined) ?? npmName(source.name);
    const text = (path: string, content: string): FormatFile => ({
      path,
      bytes: Buffer.from(content),
    });
    const about = {
      name,
      version: (params['version'] as string | undefined) ?? '1.0.0',
      description: `Predicts ${source.signature.task.target || 'how odd a row is'} (model ${source.version})`,
      type: 'module',
      exports: { '.': { types: './predict.d.mts', default: './predict.mjs' } },
      types: './predict.d.mts',
      bin: { [npmName(source.name)]: './predict.mjs' },
      files: [...kept, 'predict.d.mts'],
      engines: { node: '>=20' },
      sideEffects: false,
    };
    const example = JSON.stringify(source.golden[0]?.row ?? {});
    const shaped = source.shaped ? '\nRows must be as ingest leaves them.\n' : '';
    return [
      text(
        'README.md',
        `# ${name}\n\nModel ${source.version}, written by mlx.\n${shaped}\n\`\`\`js\nimport { predict } from '${name}';\n\nconsole.log(predict(${example}));\n\`\`\`\n`,
      ),
      text('package.json', `${JSON.stringify(about, null, 2)}\n`),
      text('predict.d.mts', declarations(source.signature)),
      ...bundleFiles(source)
        .filter(({ path }) => kept.includes(path))
        .map((file) =>
          file.path === 'predict.mjs'
            ? { ...file, bytes: Buffer.concat([Buffer.from('#!/usr/bin/env node\n'), file.bytes]) }
            : file,
        ),
    ];
  },
  // By its name, as whoever installs it does: a package may import itself.
  ask: async (folder, rows) => {
    const script = `${rowsFromInput}const { name } = JSON.parse(readFileSync('package.json', 'utf8'));
const { predict } = await import(name);
console.log(JSON.stringify(predict(rows)));`;
    return askScript<readonly Prediction[]>(script, { folder, rows });
  },
};

/** A name that npm takes. */
export function npmName(name: string): string {
  const plain = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return plain === '' ? 'model' : plain;
}
