// How long mlx needs before it does anything: medians against those of `node -e 0`, measured in turn. See docs/benchmarks.md.
//
//   node bench/startup.mjs [--rounds N] [--no-write]
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { markdownTable, measuredOn, writeResults, writeSection } from './benchmarks-page.mjs';
import { mlxCommand, runMlx } from './mlx-runs.mjs';
import { temporaryFolder } from './temporary-folder.mjs';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '21' },
    'no-write': { type: 'boolean', default: false },
  },
});

const [node, mlx] = mlxCommand;
const commands = [
  { name: 'node -e 0', args: ['-e', '0'] },
  { name: 'mlx --version', args: [mlx, '--version'] },
  { name: 'mlx --help', args: [mlx, '--help'] },
  { name: 'mlx validate', args: [mlx, 'validate'] },
  { name: 'mlx run, nothing changed', args: [mlx, 'run'] },
];

const folder = temporaryFolder('startup');
await runMlx(folder, 'init', 'project', '--template', 'house-prices');
const project = join(folder, 'project');
await runMlx(project, 'run', '-q');

const measured = measuredOn();
const times = commands.map(() => []);
// The first round only warms the file cache.
for (let round = 0; round <= Number(options.rounds); round++) {
  commands.forEach(({ args }, at) => {
    const time = timeOf(args, project);
    if (round > 0) times[at].push(time);
  });
}
const base = medianOf(times[0]);
const lines = commands.map(({ name }, at) => {
  const [median, least] = [medianOf(times[at]), Math.min(...times[at])];
  return { name, median, least, ratio: median / base };
});
const results = { measured, rounds: Number(options.rounds), lines };
for (const line of lines) console.log(Object.values(cellsOf(line)).join('  '));
if (!options['no-write']) {
  await writeResults('startup', results);
  await writeSection('startup', section(results));
}

/** Milliseconds from the start of a process to its end. */
function timeOf(args, cwd) {
  const start = performance.now();
  const { status, stderr } = spawnSync(node, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const time = performance.now() - start;
  if (status !== 0) throw new Error(`${args.join(' ')} failed: ${stderr}`);
  return time;
}

function section({ measured, rounds, lines }) {
  const quiet = measured.load < 0.5;
  return `
Measured on ${measured.date} at commit ${measured.commit}: Node ${measured.node.slice(1)}; ${measured.machine}. Medians of ${rounds} rounds, each
command once a round. Load when it started: ${measured.load}${quiet ? '' : '; the machine had other work, so trust the ratios more than the milliseconds'}.

${markdownTable(['command', 'median, ms', 'least, ms', 'times `node -e 0`'], lines.map(cellsOf))}
`;
}

function cellsOf({ name, median, least, ratio }) {
  return [`\`${name}\``, median.toFixed(0), least.toFixed(0), ratio.toFixed(2)];
}

function medianOf(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}
