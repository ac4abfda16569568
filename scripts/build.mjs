// Bundles src/ into dist/: few files to open, so that `mlx --help` starts fast. Packages that are
// heavy or native stay outside and load when first used.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { ownRuntimes, runtimeText } from './build-runtime.mjs';
import { compiledValidators } from './compile-validators.mjs';

const validators = await compiledValidators();
await rm('dist', { recursive: true, force: true });
await build({
  // Beside the command: the modules that run in threads of their own (learning/compute/worker-thread.ts).
  entryPoints: {
    main: 'src/main.ts',
    'boost-worker': 'src/learning/models/trees/boost-worker.ts',
    'forest-worker': 'src/learning/models/forests/forest-worker.ts',
    'network-worker': 'src/learning/compute/kernel/network-worker.ts',
    'foreign-worker': 'src/learning/imports/foreign-worker.ts',
    'sort-worker': 'src/data/profile/sort-worker.ts',
    // Beside it too, in a process of its own.
    'together-child': 'src/data/profile/together-child.ts',
  },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  jsx: 'automatic',
  plugins: [validators],
  sourcemap: 'linked',
  sourcesContent: false,
  // Less to parse at each start; names stay, so that a stack can be read.
  minifyWhitespace: true,
  minifySyntax: true,
  // commander, yaml and ajv are CommonJS inside an ES module bundle: give them a `require`.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  external: [
    '@aws-sdk/*',
    '@duckdb/*',
    '@swc/wasm-typescript',
    '@tensorflow/*',
    'apache-arrow',
    'cli-progress',
    'es-module-lexer',
    'execa',
    '@fastify/cors',
    'fastify',
    'ink',
    'mysql2',
    'mysql2/*',
    'node-sqlite3-wasm',
    'pg',
    'jose',
    'pg-cursor',
    'pino',
    'prom-client',
    'react',
    'react/*',
    'saxes',
    'sharp',
  ],
});
// Text, not code of mlx: formats of packages carry it.
await mkdir('dist/predict-runtime', { recursive: true });
await writeFile('dist/predict-runtime/any.txt', await runtimeText());
for (const family of await ownRuntimes()) {
  await writeFile(`dist/predict-runtime/${family}.txt`, await runtimeText(family));
}
// Of what runs with mlx: npm leaves lock files out of what it publishes, and the bill of materials of a package names them.
const { packages } = JSON.parse(await readFile('package-lock.json', 'utf8'));
const hashes = Object.entries(packages).flatMap(([path, { version, integrity, dev }]) =>
  path === '' || dev || !integrity
    ? []
    : [[`${path.split('node_modules/').at(-1)}@${version}`, integrity]],
);
await writeFile(
  'dist/dependency-hashes.json',
  JSON.stringify(Object.fromEntries(hashes.toSorted())),
);
