import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const repository = dirname(dirname(fileURLToPath(import.meta.url)));

/** The `mlx` of this repository, as a command. */
export const mlxCommand = [process.execPath, join(repository, 'bin', 'mlx.js')];

/** Runs `mlx` in a folder and gives its standard output. Fails with what it said. */
export async function runMlx(folder, ...args) {
  const [node, script] = mlxCommand;
  try {
    const { stdout } = await promisify(execFile)(node, [script, ...args], {
      cwd: folder,
      maxBuffer: 2 ** 28,
    });
    return stdout;
  } catch (error) {
    throw new Error(`mlx ${args.join(' ')} failed in ${folder}:\n${error.stdout}${error.stderr}`);
  }
}

/** Writes the project of one candidate for a data set; the data lie in `csv`. */
export async function writeProject(dataSet, { folder, csv, model, params, backend }) {
  await mkdir(folder, { recursive: true });
  const { name, kind, target, positive, split, numbers, categories } = dataSet;
  const columns = [
    ...numbers.map((column) => [column, 'number']),
    ...categories.map((column) => [column, 'category']),
    ...(split === undefined ? [] : [[split, { type: 'category', role: 'ignore' }]]),
    [target, kind === 'regression' ? 'number' : 'category'],
  ];
  const project = {
    version: 1,
    name,
    task: {
      type: kind === 'regression' ? 'regression' : 'classification',
      target,
      ...(positive === undefined ? {} : { positive }),
    },
    ingest: {
      sources: { rows: { type: 'csv', path: csv } },
      columns: Object.fromEntries(columns),
    },
    ...(split === undefined ? {} : { split: { strategy: 'column', column: split } }),
    train: { candidates: { it: { model, ...params } } },
    compute: { backend },
  };
  // JSON is YAML.
  await writeFile(join(folder, 'mlx.yaml'), JSON.stringify(project, null, 2));
}

/** One `mlx run`: the rows of each split, the test metrics, and where the predictions lie. */
export async function trainWithMlx(folder, seed) {
  const result = JSON.parse(await runMlx(folder, 'run', '--json', '-q', '--set', `seed=${seed}`));
  const artifact = (stage) => {
    const { fingerprint } = result.stages.find((each) => each.stage === stage);
    return join(folder, '.mlx', 'artifacts', stage, fingerprint.slice(0, 16));
  };
  const { evaluation } = await readJson(join(artifact('evaluate'), 'evaluation.json'));
  const training = await readJson(join(artifact('train'), 'training.json'));
  const { compute } = await readJson(join(artifact('train'), 'artifact.json'));
  const [{ epochs, bestEpoch }] = training.candidates;
  const metrics = Object.entries(evaluation.metrics).map(([name, { value }]) => [name, value]);
  return {
    rows: await rowsOfSplits(artifact('split')),
    metrics: Object.fromEntries(metrics),
    predictions: join(artifact('evaluate'), 'predictions.csv'),
    features: result.stages.find(({ stage }) => stage === 'train').facts.features,
    epochs,
    bestEpoch,
    compute,
  };
}

/** Row numbers of train, validation and test, from 0 in the order of the source. */
export async function rowsOfSplits(folder) {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const rows = {};
  const files = (await readdir(folder)).filter((file) => file.endsWith('.parquet'));
  for (const file of files) {
    const path = join(folder, file).replaceAll("'", "''");
    const reader = await connection.runAndReadAll(`SELECT __row FROM '${path}'`);
    rows[file.replace('.parquet', '')] = reader.getColumns()[0].map(Number);
  }
  connection.closeSync();
  instance.closeSync();
  return rows;
}

async function readJson(file) {
  return JSON.parse(await readFile(file, 'utf8'));
}
