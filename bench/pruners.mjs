// Runs mlx's pruners and Optuna's over the same learning curves in the same orders, until a budget of steps is used up, and
// compares by rank (Mann–Whitney) the final loss of the best complete trial. Results in bench/results/pruners.json; the table is
// that of docs/tuning.md. The curves are made from a seed: power laws that cross, with noise.
//
//   node bench/pruners.mjs [--python PYTHON] [--orders 30]
//
// PYTHON needs optuna and scipy.
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { markdownTable, measuredOn, writeResults } from './benchmarks-page.mjs';
import { bundleLearning } from './bundle-learning.mjs';
import { mannWhitney, middle } from './rank-test.mjs';
import { temporaryFolder } from './temporary-folder.mjs';

const { values: options } = parseArgs({
  options: {
    python: { type: 'string', default: 'python3' },
    orders: { type: 'string', default: '30' },
  },
});
const { pruners, randomFor, permutation, normal, normalBelow } = await bundleLearning([
  'learning/tuners/index',
  'contracts/seeded-random',
  'learning/tuners/numbers/normal',
]);
const steps = 81;
const budget = 20 * steps;
const curves = Array.from({ length: 300 }, (_, at) => curve(randomFor(at, 'curve')));
const orders = Array.from({ length: Number(options.orders) }, (_, seed) => [
  ...permutation(curves.length, randomFor(seed, 'order')),
]);

const task = join(temporaryFolder('pruners'), 'task.json');
await writeFile(task, JSON.stringify({ curves, orders, budget }));
const reference = join(import.meta.dirname, 'pruners-reference.py');
const said = execFileSync(options.python, [reference, task], { maxBuffer: 2 ** 28 });
const { version, runs } = JSON.parse(said.toString());

const rows = ['none', 'median', 'percentile', 'asha', 'hyperband'].map((name) => {
  const mlx = orders.map((order, seed) => spent(name, order, seed));
  const optuna = runs[name];
  const { p, isLower } = mannWhitney(mlx.map(finalOf), optuna.map(finalOf), normalBelow);
  return {
    pruner: name,
    trials: [mlx, optuna].map((side) => middle(side.map(({ trials }) => trials))),
    final: [mlx, optuna].map((side) => middle(side.map(finalOf))),
    verdict: p >= 0.05 ? 'even' : isLower ? 'better' : 'worse',
    p,
  };
});
await writeResults('pruners', { measured: measuredOn(), optuna: version, steps, budget, rows });
const head = [
  'pruner',
  'trials',
  'trials (Optuna)',
  'final loss',
  'final loss (Optuna)',
  'rank test',
];
console.log(
  markdownTable(
    head,
    rows.map(({ pruner, trials, final, verdict, p }) => [
      `\`${pruner}\``,
      ...trials,
      ...final.map((loss) => loss.toFixed(4)),
      `${verdict} (${p.toFixed(3)})`,
    ]),
  ),
);

/** Trials in their order until the budget is used up, each stopped where the pruner says. */
function spent(name, order, seed) {
  const made = [];
  let left = budget;
  for (const [number, at] of order.entries()) {
    const reported = [];
    let state = 'complete';
    for (const [index, value] of curves[at].entries()) {
      if (left-- <= 0) return { trials: number, final: bestFinal(made) };
      reported.push({ step: index + 1, value });
      const trial = { number, state: 'running', steps: reported };
      if (name !== 'none' && pruners.get(name).prunes(trial, made, { direction: 'lower', seed })) {
        state = 'pruned';
        break;
      }
    }
    made.push({ number, state, steps: reported });
  }
  return { trials: order.length, final: bestFinal(made) };
}

function bestFinal(made) {
  const complete = made.filter(
    ({ state, steps: own }) => state === 'complete' && own.length === steps,
  );
  return Math.min(...complete.map(({ steps: own }) => own.at(-1).value));
}

function finalOf({ final }) {
  return final;
}

/** From about 1 down to a level of its own by a power of the step; fast ones end a little higher, and so curves cross. */
function curve(random) {
  const speed = 0.2 + random();
  const level = 0.1 + 0.5 * random() ** 1.5 + 0.1 * speed;
  return Array.from({ length: steps }, (_, at) =>
    Number((level + (1 - level) * (at + 1) ** -speed + 0.01 * normal(random)).toFixed(4)),
  );
}
