// Reads the polluted CSV files of the Pollock benchmark without any hint and scores what came out. See docs/benchmarks.md.
//
//   node bench/pollock.mjs [--survey] [--no-write] [--only TEXT] [--check FOLDER] [--workers N]
//
// With --survey it reads the benchmark's sample of real files instead (nasty/pollock-survey_sample.tar.gz), and only
// prints what it found.
// Needs the folders `csv` and `clean` of the benchmark as nasty/pollock-polluted_files.tar.gz in the data folder
// ($MLX_TEST_DATA). With --check it scores the tables another loader left in a folder (`<file>_converted.csv`), such as
// results/pandas/polluted_files/loading of the benchmark's repository.
import { execFileSync, fork } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { markdownTable, measuredOn, writeResults, writeSection } from './benchmarks-page.mjs';
import { measuresOf, scoresOf } from './pollock-measure.mjs';
import { weightOf } from './pollock-weights.mjs';
import { temporaryFolder } from './temporary-folder.mjs';

const { values: options } = parseArgs({
  options: {
    'no-write': { type: 'boolean', default: false },
    survey: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    check: { type: 'string' },
    workers: { type: 'string', default: `${availableParallelism()}` },
    part: { type: 'string' },
  },
});

/** From the README of the benchmark's repository at commit c4533b2; in brackets what the loader is told of each file. */
const published = [
  ['DuckDB 1.2 (the dialect)', 9.961, 9.599],
  ['SQLite 3.39 (the dialect)', 9.955, 9.375],
  ['pandas 1.4.3 (quote, line ends, preamble, encoding)', 9.895, 9.431],
  ['Python csv 3.10.5 (encoding)', 9.721, 9.436],
  ['CleverCSV 0.7.4 (encoding)', 9.193, 9.453],
  ['DuckDB 1.2 auto (nothing)', 9.075, 8.439],
];

const repository = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = temporaryFolder('pollock');
const data = env.MLX_TEST_DATA ?? join(repository, '../../shared/data');
const dataset = options.survey ? 'survey_sample' : 'polluted_files';
execFileSync('tar', ['xzf', join(data, `nasty/pollock-${dataset}.tar.gz`), '-C', folder]);
const files = (await readdir(join(folder, dataset, 'csv'))).filter((file) =>
  file.includes(options.only),
);

const measured = measuredOn();
const start = performance.now();
if (options.part !== undefined) {
  const own = files.filter((_, at) => at % options.workers === +options.part);
  const found = await measureAll(own);
  await new Promise((sent) => process.send(found, sent));
  process.exit(0);
}
const { byFile, told } = options.workers === '1' ? await measureAll(files) : await byWorkers();
const seconds = (performance.now() - start) / 1000;
const scores = scoresOf(byFile, options.survey ? () => 1 : weightOf);
for (const line of told.refused) console.log(`refused ${line}`);
console.log({ files: files.length, seconds, ...scores, warned: told.warned });
for (const [file, lost] of mostLost()) console.log(lost.toFixed(3), file);
if (!options.survey && !options.check && options.only === '' && !options['no-write']) {
  const results = { measured, files: files.length, seconds, ...scores, ...told };
  await writeResults('pollock', results);
  await writeSection('pollock', section(results));
}

async function measureAll(some) {
  const load = options.check === undefined ? await mlxLoader() : loadedBy(options.check);
  const [byFile, told] = [{}, { warned: 0, refused: [] }];
  for (const [at, file] of some.entries()) {
    if (at % 100 === 0) console.error(`${at} of ${some.length}`);
    const { csv, warnings = [], refusal } = await load(file);
    const clean = await readFile(join(folder, dataset, 'clean', file), 'utf8');
    byFile[file] = measuresOf(clean, csv);
    if (warnings.length > 0) told.warned += 1;
    if (refusal !== undefined) told.refused.push(`${file}: ${refusal}`);
  }
  return { byFile, told };
}

/** Every file is read on its own, so processes may share them out; what they found is put in the order of the files. */
async function byWorkers() {
  const script = fileURLToPath(import.meta.url);
  const parts = Array.from({ length: Number(options.workers) }, async (_, part) => {
    const child = fork(script, [
      ...process.argv.slice(2),
      '--part',
      `${part}`,
      '--workers',
      options.workers,
    ]);
    let found;
    child.on('message', (message) => (found = message));
    const code = await new Promise((resolve) => child.once('close', resolve));
    if (found === undefined) throw new Error(`a worker ended with ${code}`);
    return found;
  });
  const all = await Promise.all(parts);
  const known = Object.assign({}, ...all.map(({ byFile }) => byFile));
  return {
    byFile: Object.fromEntries(files.map((file) => [file, known[file]])),
    told: {
      warned: all.reduce((sum, { told }) => sum + told.warned, 0),
      refused: all.flatMap(({ told }) => told.refused).toSorted(),
    },
  };
}

/** `mlx ingest` as the sources have it, bundled; in this process, because 2,290 starts would take an hour. */
async function mlxLoader() {
  const outdir = join(repository, `node_modules/.cache/mlx-pollock${options.part ?? ''}`);
  await build({
    entryPoints: ['ingest-table.ts', 'read-header.ts', 'tables/database.ts'].map((file) =>
      join(repository, 'src/data', file),
    ),
    ...{ outdir, bundle: true, splitting: true, platform: 'node', format: 'esm', target: 'node20' },
    ...{
      outExtension: { '.js': '.mjs' },
      external: [
        '@duckdb/*',
        'pg',
        'pg-*',
        'mysql2',
        '@aws-sdk/*',
        'apache-arrow',
        'node-sqlite3-wasm',
      ],
    },
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
  });
  const { ingestTable } = await import(join(outdir, 'ingest-table.mjs'));
  const { readHeader } = await import(join(outdir, 'read-header.mjs'));
  const { openDatabase } = await import(join(outdir, 'tables/database.mjs'));
  const scratch = join(folder, 'scratch');
  mkdirSync(scratch);
  const database = await openDatabase();
  return async (file) => {
    // A folder for each: DuckDB remembers what a Parquet file of that name held.
    const output = await mkdtemp(join(folder, 'output-'));
    const path = join(folder, dataset, 'csv', file);
    try {
      const { signal } = new AbortController();
      const sources = [{ name: 'rows', type: 'csv', params: { path } }];
      const common = { sources, projectDir: folder, scratch, signal };
      // The other loaders keep the cells of the real files as text; numbers would be written in another form.
      const names = options.survey
        ? (await readHeader(common)).columns.map(({ name }) => name)
        : [];
      const columns = Object.fromEntries(names.map((name) => [name, { type: 'text' }]));
      const result = await ingestTable({ ...common, columns, output, emit: () => {} });
      return {
        csv: await asCsv(database, result, join(output, 'table.parquet')),
        warnings: result.warnings,
      };
    } catch (error) {
      if (error.code === undefined) throw error;
      return { csv: `Application Error\n${error.message}`, refusal: error.code };
    } finally {
      await rm(output, { recursive: true });
    }
  };
}

/** The table as CSV; its header only where mlx found one in the file, because the names it gives itself are not the file's. */
async function asCsv(database, { columns, sources }, file) {
  const names = columns.map(({ name }) => name);
  const cells = names.map(
    (name) => `coalesce(CAST("${name.replaceAll('"', '""')}" AS VARCHAR), '')`,
  );
  const rows = await database.rows(
    `SELECT [${cells.join(', ')}] AS cells FROM read_parquet('${file}', file_row_number = true) ORDER BY file_row_number`,
  );
  const header = sources[0].dialect.header ? [names] : [];
  const line = (row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',');
  return [...header, ...rows.map((row) => row.cells)].map((row) => `${line(row)}\n`).join('');
}

function loadedBy(results) {
  return async (file) => ({ csv: await readFile(join(results, `${file}_converted.csv`), 'utf8') });
}

/** Of each kind of fault, how far its files are from the ten points they could have. */
function mostLost() {
  const kinds = new Map();
  for (const [file, figures] of Object.entries(byFile)) {
    const kind = file.startsWith('row')
      ? file.replaceAll(/(?<=row|col|quote|delimiter_)\d+/g, 'N')
      : file;
    const lost = 10 - Object.values(figures).reduce((sum, value) => sum + value, 0);
    const known = kinds.get(kind) ?? { lost: 0, count: 0 };
    kinds.set(kind, { lost: known.lost + lost, count: known.count + 1 });
  }
  const means = [...kinds].map(([kind, { lost, count }]) => [`${kind} (${count})`, lost / count]);
  return means.filter(([, lost]) => lost > 1e-9).sort((a, b) => b[1] - a[1]);
}

function section({ measured, files: count, simple, weighted, warned, refused }) {
  const { date, commit, node, machine } = measured;
  const own = ['**mlx ingest (nothing)**', simple, weighted];
  const rows = [...published, own].sort((a, b) => b[1] - a[1]);
  const table = markdownTable(
    ['loader (and what it is told)', 'simple', 'weighted'],
    rows.map(([name, one, other]) => [name, one.toFixed(3), other.toFixed(3)]),
  );
  return `Measured on ${date} at commit ${commit}: Node ${node.slice(1)}; ${machine}. ${count.toLocaleString('en')} files, of which mlx
mended ${warned.toLocaleString('en')} with a warning and refused ${refused.length} (${refused.map((line) => `\`${line}\``).join(', ')}).
All rows but the one of mlx are the published ones.

${table}`;
}
