// Compiles the schemas a project is checked against to plain functions, so that no start of mlx has to: ajv takes
// longer for that than everything else in `mlx validate` together.
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Ajv } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import { build } from 'esbuild';

/** An esbuild plug-in that puts the compiled validators in the place of `src/project/compiled-validators.ts`. */
export async function compiledValidators() {
  const { schemas, ajvOptions } = await loadSchemas();
  const ajv = new Ajv({ ...ajvOptions, code: { source: true, esm: true, optimize: 1 } });
  const names = {};
  for (const [key, schema] of schemas) {
    ajv.addSchema(schema, key);
    names[`v${Object.keys(names).length}`] = key;
  }
  const code = standalone.default(ajv, names);
  const entries = Object.entries(names).map(([name, key]) => `[${JSON.stringify(key)}, ${name}]`);
  const contents = `${code}\nexport const compiledValidators = new Map([${entries.join(', ')}]);\n`;
  return {
    name: 'compiled-validators',
    setup: ({ onLoad }) => {
      onLoad({ filter: /[/\\]compiled-validators\.ts$/ }, () => ({
        contents,
        loader: 'js',
        resolveDir: 'src/project',
      }));
    },
  };
}

/** The schemas of all plug-ins, from the sources themselves. */
async function loadSchemas() {
  const folder = join('node_modules', '.cache', 'mlx');
  const file = join(folder, `schemas-${process.pid}.mjs`);
  await mkdir(folder, { recursive: true });
  await build({
    stdin: {
      contents: `
        import { ajvOptions } from './src/project/ajv-options.js';
        import { schemasOf } from './src/project/plugin-schemas.js';
        import { plugins } from './src/cli/plugins.js';
        export const schemas = schemasOf(plugins);
        export { ajvOptions };`,
      resolveDir: process.cwd(),
      loader: 'ts',
    },
    outfile: file,
    target: 'node20',
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'warning',
  });
  try {
    return await import(pathToFileURL(file).href);
  } finally {
    await rm(file, { force: true });
  }
}
