// Searches known functions with mlx's samplers and with Optuna's, many times each, and compares by rank (Mann–Whitney) the
// best that was found after 50 and after 100 trials. Results in bench/results/samplers.json; tables in docs/tuning.md.
//
//   node bench/samplers.mjs [--python PYTHON] [--problem TEXT] [--sampler NAME] [--seeds 30] [--first 0] [--side mlx|optuna]
//     [--trials 50]                      stops there, for what takes long: half a minute a seed of Optuna's gp
//   node bench/samplers.mjs --overhead     time per trial at 1,000 trials
//   node bench/samplers.mjs --table        only the table, from the results
//
// PYTHON needs optuna, cmaes and scipy, and for `gp` torch. A run puts what it measured into the results; with a first seed above 0 it
// adds its seeds to those that are there, so that a long run may be parted.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { markdownTable, measuredOn, readResults, writeResults } from './benchmarks-page.mjs';
import { bundleLearning } from './bundle-learning.mjs';
import { mannWhitney, middle } from './rank-test.mjs';
import { hypervolume, problems } from './sampler-problems.mjs';

const { values: options } = parseArgs({
  options: {
    python: { type: 'string', default: 'python3' },
    problem: { type: 'string', default: '' },
    sampler: { type: 'string', default: '' },
    side: { type: 'string', default: '' },
    seeds: { type: 'string', default: '30' },
    first: { type: 'string', default: '0' },
    trials: { type: 'string', default: '100' },
    overhead: { type: 'boolean', default: false },
    table: { type: 'boolean', default: false },
  },
});
const trials = Number(options.trials);
const marks = [50, 100];
const { samplers, parseSpace, randomFor, normal, normalBelow } = await bundleLearning([
  'learning/tuners/index',
  'learning/tuners/parse-space',
  'contracts/seeded-random',
  'learning/tuners/numbers/normal',
]);
if (options.overhead) await measureOverhead();
else if (!options.table) await compareAll();
console.log(table(await resultsSoFar()));

async function resultsSoFar() {
  return (await readResults('samplers')) ?? { scores: {}, overhead: {}, asha: {} };
}

/** Reads anew before it writes, so that two runs side by side may add to the same results. */
async function add(change) {
  const results = await resultsSoFar();
  change(results);
  await writeResults('samplers', { ...results, measured: measuredOn() });
}

async function compareAll() {
  const seeds = Number(options.seeds);
  const first = Number(options.first);
  for (const problem of Object.keys(problems).filter(isWanted)) {
    const single = problems[problem].directions === undefined;
    for (const { name } of samplers) {
      const wanted = options.sampler === '' || options.sampler === name;
      if (!wanted || name === 'grid' || (name === 'nsga2' && single)) continue;
      if (!single && name === 'cma-es') continue;
      const found = {};
      if (options.side !== 'optuna') {
        found.mlx = scoresOf(
          problem,
          range(seeds).map((seed) => searched(problem, name, first + seed)),
        );
      }
      if (options.side !== 'mlx') {
        const { runs, version } = byOptuna(problem, name, { seeds, first });
        found.optuna = scoresOf(problem, runs);
        found.version = version;
      }
      await add(({ scores }) => {
        scores[problem] ??= {};
        const known = scores[problem][name] ?? {};
        for (const side of ['mlx', 'optuna']) {
          if (first === 0 || found[side] === undefined) continue;
          found[side] = found[side].map((mark, at) => [...(known[side]?.[at] ?? []), ...mark]);
        }
        scores[problem][name] = { ...known, ...found };
        console.log(problem, name, line(scores[problem][name]).join('  '));
      });
    }
  }
}

/** A whole name means that problem alone, part of one all that have it. */
function isWanted(name) {
  return options.problem in problems ? name === options.problem : name.includes(options.problem);
}

/** What each trial saw and what is true there. */
function searched(problem, name, seed) {
  const { space: written, of, noise = 0, directions = ['lower'] } = problems[problem];
  const { space } = parseSpace(written);
  const sampler = samplers.get(name);
  const random = randomFor(seed, 'noise');
  const history = [];
  const run = [];
  for (let number = 0; number < trials; number++) {
    const request = { seed, number, direction: 'lower', directions };
    const point = sampler.next(space, history, request);
    const truth = of(point);
    const seen = truth.map((value) => value + noise * normal(random));
    history.push({ number, point, state: 'complete', value: seen[0], values: seen });
    run.push([seen, truth]);
  }
  return run;
}

function byOptuna(problem, name, { seeds, first }) {
  const script = join(import.meta.dirname, 'samplers-reference.py');
  const asked = [name, problem, trials, seeds, first].map(String);
  const said = execFileSync(options.python, [script, ...asked], {
    maxBuffer: 2 ** 28,
  });
  return JSON.parse(said.toString());
}

/** By mark: for each seed that got there the true loss at the trial that looked best, or what two losses leave undominated. */
function scoresOf(problem, runs) {
  const isSingle = problems[problem].directions === undefined;
  const scored = (run) =>
    isSingle
      ? run.reduce((best, trial) => (trial[0][0] < best[0][0] ? trial : best))[1][0]
      : -hypervolume(
          run.map(([, truth]) => truth),
          [1.1, 11],
        );
  return marks.map((mark) =>
    runs.filter((run) => run.length >= mark).map((run) => scored(run.slice(0, mark))),
  );
}

async function measureOverhead() {
  const { space: written, of } = problems['mixed rosenbrock'];
  const { space } = parseSpace(written);
  for (const sampler of samplers) {
    if (sampler.name === 'grid' || !sampler.name.includes(options.sampler)) continue;
    const history = range(1000).map((number) => {
      const point = samplers.get('random').next(space, [], { seed: 1, number });
      return { number, point, state: 'complete', value: of(point)[0] };
    });
    const times = range(400).map((repeat) => {
      const start = process.cpuUsage();
      sampler.next(space, history, { seed: 1, number: 1000 + repeat, direction: 'lower' });
      const { user, system } = process.cpuUsage(start);
      return (user + system) / 1000;
    });
    // A search that got so far has long been compiled.
    const median = round(middle(times.slice(300)));
    await add(({ overhead }) => {
      overhead[sampler.name] = median;
    });
    console.log(sampler.name, median, 'ms');
  }
}

function line({ mlx, optuna }) {
  return marks.flatMap((_, at) => {
    const medians = [mlx, optuna].map((side) =>
      side?.[at]?.length > 0 ? middle(side[at]).toPrecision(4) : '–',
    );
    if (medians.includes('–')) return [...medians, '–'];
    const { p, isLower } = mannWhitney(mlx[at], optuna[at], normalBelow);
    const verdict = p >= 0.05 ? 'even' : isLower ? '**better**' : '**worse**';
    return [...medians, `${verdict} (${p < 0.001 ? '< 0.001' : p.toFixed(3)})`];
  });
}

function table(results) {
  const head = [
    'function',
    'sampler',
    'mlx 50',
    'Optuna 50',
    'rank test',
    'mlx 100',
    'Optuna 100',
    'rank test',
  ];
  const rows = Object.entries(results.scores).flatMap(([problem, entries]) =>
    Object.entries(entries).map(([name, entry]) => [problem, `\`${name}\``, ...line(entry)]),
  );
  return markdownTable(head, rows);
}

function round(value) {
  return Number(value.toPrecision(3));
}

function range(count) {
  return Array.from({ length: count }, (_, at) => at);
}
