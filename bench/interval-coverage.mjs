// How often an interval of 95 % holds the true value: many samples are drawn of a known world, each gets its intervals, and the true value
// is that of a million rows. Prints the table of docs/requirements.md.
//
//     node bench/interval-coverage.mjs [--samples 1000] [--resamples 1000] [--world TEXT] [--method NAME]
//     node bench/interval-coverage.mjs --table     only the table, from the results
//
// Samples are numbered, and counts are kept in bench/results/interval-coverage.json after every 50: a run that was broken off goes on where
// it stopped, until there are as many samples as asked for. Empty the file when intervals are made in another way.
import { parseArgs } from 'node:util';
import { markdownTable, measuredOn, readResults, writeResults } from './benchmarks-page.mjs';
import { bundleLearning } from './bundle-learning.mjs';

const { bootstrapInterval, foldInterval, metrics, clustersOf, randomFor, normal } =
  await bundleLearning([
    'learning/judging/intervals',
    'learning/judging/fold-interval',
    'learning/metrics/index',
    'learning/metrics/clusters',
    'contracts/seeded-random',
  ]);
const { values: options } = parseArgs({
  options: {
    samples: { type: 'string', default: '1000' },
    resamples: { type: 'string', default: '1000' },
    table: { type: 'boolean', default: false },
    world: { type: 'string', default: '' },
    method: { type: 'string', default: '' },
  },
});
const [samples, resamples] = [Number(options.samples), Number(options.resamples)];
const allMethods = ['percentile', 'bca', 'calibrated'];
const methods = allMethods.filter((name) => name.includes(options.method));
const binary = { kind: 'binary', target: 'y', classes: ['no', 'yes'] };
const regression = { kind: 'regression', target: 'y', classes: [] };

/** Two classes, a third positive, whose scores overlap. */
function classes(rows, random) {
  const values = Float64Array.from({ length: rows }, () => (random() < 1 / 3 ? 1 : 0));
  const said = new Float64Array(rows * 2);
  for (let row = 0; row < rows; row++) {
    const odds = -0.6 + 1.5 * (values[row] - 0.5) + normal(random);
    said[row * 2 + 1] = 1 / (1 + Math.exp(-odds));
    said[row * 2] = 1 - said[row * 2 + 1];
  }
  return { truth: { task: binary, values }, predictions: { rows, width: 2, values: said } };
}

/** Errors with a long tail. */
function numbers(rows, random) {
  const values = Float64Array.from({ length: rows }, () => 10 * normal(random));
  const said = values.map((value) => value + 2 * normal(random) * Math.exp(normal(random) / 2));
  return { truth: { task: regression, values }, predictions: { rows, width: 1, values: said } };
}

/** Households of four, whose rows are right or wrong together more often than not. */
function households(rows, random, together = true) {
  const values = new Float64Array(rows);
  const said = new Float64Array(rows * 2);
  for (let row = 0; row < rows; row += 4) {
    const shared = 1.5 * normal(random);
    for (let one = row; one < Math.min(rows, row + 4); one++) {
      values[one] = random() < 0.5 ? 1 : 0;
      const isRight = shared + normal(random) > -0.8;
      said[one * 2 + 1] = isRight === (values[one] === 1) ? 0.9 : 0.1;
      said[one * 2] = 1 - said[one * 2 + 1];
    }
  }
  const clusters = clustersOf(Array.from(values, (_, row) => Math.floor(row / 4)));
  return {
    truth: { task: binary, values, ...(together && { clusters }) },
    predictions: { rows, width: 2, values: said },
  };
}

const overFoldsTitle = 'mse over 5 folds of 200 rows';
const worlds = [
  ['accuracy', 200, classes],
  ['recall', 200, classes],
  ['f1', 200, classes],
  ['roc_auc', 100, classes],
  ['roc_auc', 400, classes],
  ['pr_auc', 400, classes],
  ['log_loss', 200, classes],
  ['mae', 200, numbers],
  ['rmse', 400, numbers],
  ['accuracy', 400, households, 'in households of 4, drawn together'],
  [
    'accuracy',
    400,
    (rows, random) => households(rows, random, false),
    'the same, drawn row by row',
  ],
];

if (!options.table) {
  if ('folds'.includes(options.world)) await overFolds();
  for (const world of worlds) {
    if (!titleOf(world).includes(options.world)) continue;
    for (const method of methods) await cover(world, method);
  }
}
console.log(await table());

/** Draws samples until there are enough, and counts the intervals that hold the true value. */
async function cover(world, method) {
  const [name, rows, draw, what = ''] = world;
  const title = titleOf(world);
  const metric = metrics.get(name);
  const scorerOf = ({ truth, predictions }) => metric.scorer(truth, predictions, {});
  const real = scorerOf(draw(1_000_000, randomFor(1, `truth/${name}`)))().value;
  let { of: sample, held } = await countsOf(title, method);
  while (sample < samples) {
    const end = Math.min(samples, sample + 50);
    for (; sample < end; sample++) {
      const drawn = draw(rows, randomFor(2, `${name}/${rows}/${what}/${sample}`));
      const [low, high] = (await bootstrapInterval(scorerOf(drawn), drawn.truth, {
        ...{ seed: sample, label: 'bench', level: 0.95, method, resamples, signal: undefined },
      })) ?? [NaN, NaN];
      if (low <= real && real <= high) held++;
    }
    await keep(title, method, { of: sample, held });
  }
}

/** Of the world that is simulated: what is measured, of how many rows, and what is special there. */
function titleOf([name, rows, , what = '']) {
  return `${name} ${rows} ${what}`.trim();
}

async function resultsSoFar() {
  return (await readResults('interval-coverage')) ?? { held: {} };
}

async function countsOf(title, method) {
  return (await resultsSoFar()).held[title]?.[method] ?? { of: 0, held: 0 };
}

/** Reads anew before it writes, so that runs of several worlds side by side may add to the same results. */
async function keep(title, method, counts) {
  const results = await resultsSoFar();
  results.held[title] = { ...results.held[title], [method]: counts };
  await writeResults('interval-coverage', { ...results, measured: measuredOn() });
}

async function table() {
  const { held } = await resultsSoFar();
  const folds = held[overFoldsTitle];
  const known = worlds.map(titleOf).filter((title) => held[title] !== undefined);
  const rows = known.map((title) => {
    const [name, count, ...what] = title.split(' ');
    return [
      name,
      count,
      what.join(' '),
      ...allMethods.map((method) => percent(held[title][method])),
    ];
  });
  const lines = markdownTable(['metric', 'rows', '', 'percentile', 'BCa', 'calibrated'], rows);
  return folds ? `${lines}\n\n${overFoldsTitle}: ${percent(folds.folds)}` : lines;
}

function percent(counts) {
  if (counts === undefined || counts.of === 0) return '–';
  const share = counts.held / counts.of;
  const error = Math.sqrt((share * (1 - share)) / counts.of);
  return `${(100 * share).toFixed(1)} % ± ${(100 * error).toFixed(1)} (${counts.of})`;
}

/** Five folds of 200 rows, each judged by a model that has learnt from the other four: a mean, which is the simplest of models. */
async function overFolds() {
  let held = 0;
  for (let sample = 0; sample < samples; sample++) {
    const random = randomFor(3, `folds/${sample}`);
    const y = Float64Array.from({ length: 200 }, () => normal(random));
    const scores = Array.from({ length: 5 }, (_, fold) => {
      const inFold = (row) => row % 5 === fold;
      const rest = y.filter((_, row) => !inFold(row));
      const mean = rest.reduce((sum, each) => sum + each, 0) / rest.length;
      const own = y.filter((_, row) => inFold(row));
      return own.reduce((sum, each) => sum + (each - mean) ** 2, 0) / own.length;
    });
    const [low, high] = foldInterval(scores, 0.95);
    // A mean of 160 rows has a variance of 1/160 of its own.
    if (low <= 1 + 1 / 160 && 1 + 1 / 160 <= high) held++;
  }
  await keep(overFoldsTitle, 'folds', { of: samples, held });
}
