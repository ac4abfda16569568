// Joins two generated tables of 8 million rows by key, through `mlx ingest`, and prints time and peak memory.
//
//   node bench/join-large.mjs [--rows N]
//
// Needs about 2 GB in the temporary folder ($TMPDIR) and deletes all of it.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';
import { runMlx } from './mlx-runs.mjs';
import { temporaryFolder } from './temporary-folder.mjs';

const { values: options } = parseArgs({
  options: { rows: { type: 'string', default: '8000000' } },
});
const rows = Number(options.rows);
const folder = temporaryFolder('join');
const database = await (await DuckDBInstance.create(':memory:')).connect();
/** Keys in an order of their own on each side: multiplication by a number prime to the count is a permutation. */
const write = (name, multiplier, columns) =>
  database.run(
    `COPY (SELECT (range * ${multiplier}) % ${rows} AS id, ${columns} FROM range(${rows}))
     TO '${join(folder, name)}' (FORMAT parquet)`,
  );
await write(
  'left.parquet',
  48271,
  `range * 0.5 AS y, 'city ' || range % 1000 AS city, range % 97 AS age`,
);
await write(
  'right.parquet',
  69621,
  `range % 7 AS plan, 'note ' || range AS note, range * 0.25 AS amount`,
);
await writeFile(
  join(folder, 'mlx.yaml'),
  `task: { type: regression, target: y }
ingest:
  sources: { left: left.parquet, right: right.parquet }
  combine: [{ from: left }, { join: right, on: id }]
`,
);
await runMlx(folder, 'ingest');
const [record] = await readdir(join(folder, '.mlx/runs'), { recursive: true }).then((names) =>
  names.filter((name) => name.endsWith('.json')),
);
const { stages } = JSON.parse(await readFile(join(folder, '.mlx/runs', record), 'utf8'));
const { seconds, cpuSeconds, peakMemoryMb } = stages[0].usage;
console.log(
  `${rows} x ${rows} rows: ${seconds.toFixed(1)} s (${cpuSeconds.toFixed(1)} s of processor), peak ${peakMemoryMb.toFixed(0)} MB`,
);
