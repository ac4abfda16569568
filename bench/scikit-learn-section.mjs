import { markdownTable } from './benchmarks-page.mjs';

/** How much worse a metric may be, relative to scikit-learn's. */
const allowance = 0.005;

const lowerIsBetter = new Set(['log_loss', 'rmse', 'mae']);

const titles = {
  accuracy: 'accuracy',
  roc_auc: 'ROC AUC',
  log_loss: 'log loss',
  f1: 'macro F1',
  rmse: 'RMSE',
  mae: 'MAE',
  r2: 'R²',
};

/** A line per backend and metric: both means and deviations over the seeds, and by how much mlx is better. */
export function summarise({ title, model, runs }) {
  const backends = runs[0].mlx.map(({ backend }) => backend);
  return backends.flatMap((backend, at) =>
    Object.keys(titles)
      .filter((metric) => metric in runs[0].scikitLearn.default.metrics)
      .map((metric) => {
        const theirs = runs.map(({ scikitLearn }) => scikitLearn.default.metrics[metric]);
        const stopped = runs.map(({ scikitLearn }) => scikitLearn.stopped?.metrics[metric]);
        const ours = runs.map(({ mlx }) => mlx[at].metrics[metric]);
        const sign = lowerIsBetter.has(metric) ? -1 : 1;
        const scale = Math.abs(meanOf(theirs));
        const gains = ours.map((value, run) => (sign * (value - theirs[run])) / scale);
        const gain = meanOf(gains);
        const error = deviationOf(gains) / Math.sqrt(gains.length);
        const line = { title, model, backend, metric, ours, theirs, stopped, gain, error };
        return { ...line, text: asText(line) };
      }),
  );
}

/** The tables of a comparison, in Markdown. */
export function comparisonSection({ measured, versions, comparisons }) {
  const lines = comparisons.flatMap(summarise);
  const worse = lines.filter(({ gain }) => gain < -allowance);
  const of = (model) => lines.filter((line) => line.model === model);
  const backends = comparisons
    .flatMap(({ runs }) => runs.flatMap(({ mlx }) => mlx))
    .flatMap(({ compute }) =>
      compute === undefined ? [] : [`${compute.backend} ${compute.version}`],
    );
  return `
Last measured on ${measured.date} at commit ${measured.commit}: mlx ${versions.mlx}, Node ${measured.node.slice(1)}, backends ${[...new Set(backends)].join(' and ')};
scikit-learn ${versions['scikit-learn']}, Python ${versions.python}; ${measured.machine}.
${verdict(lines, worse)}

**Linear**: \`model: linear\` against LogisticRegression and Ridge

${markdownTable(['data', 'metric', 'scikit-learn', 'mlx', 'mlx is better by'], of('linear').map(linearCells))}

**Network**: \`model: mlp\` against MLPClassifier and MLPRegressor

${markdownTable(['data', 'metric', 'scikit-learn', 'stopping early', 'backend', 'mlx', 'mlx is better by'], of('mlp').map(networkCells))}

Rows, features and epochs

${markdownTable(['data', 'model', 'seeds', 'train', 'validation', 'test', 'features', 'iterations of scikit-learn', 'of mlx'], comparisons.map(sizesOf))}
`;
}

/** A metric counts as clearly worse when chance alone would seldom make it look so. */
function verdict(lines, worse) {
  const bound = `${allowance * 100} %`;
  if (worse.length === 0)
    return `All ${lines.length} metrics are within ${bound} of scikit-learn's or better.`;
  const clearly = worse.filter(({ gain, error }) => gain + 2 * error < 0).length;
  return (
    `${lines.length - worse.length} of ${lines.length} metrics are within ${bound} of scikit-learn's or better; ` +
    `the others are in bold, and ${clearly} of them differ by more than twice the standard error.`
  );
}

function linearCells({ title, metric, theirs, ours, gain, error }) {
  return [title, titles[metric], spread(theirs), spread(ours), difference(gain, error)];
}

function networkCells({ title, metric, theirs, stopped, backend, ours, gain, error }) {
  const values = [
    spread(theirs),
    stopped.includes(undefined) ? '–' : spread(stopped),
    backend,
    spread(ours),
  ];
  return [title, titles[metric], ...values, difference(gain, error)];
}

/** In bold when it is more than allowed. */
function difference(gain, error) {
  const text = `${percent(gain)} ± ${(100 * error).toFixed(2)}`;
  return gain < -allowance ? `**${text}**` : text;
}

function sizesOf({ title, model, runs }) {
  const [{ rows, features }] = runs;
  const counts = [rows.train, rows.validation, rows.test, features].map((n) =>
    n.toLocaleString('en'),
  );
  const theirs = runs.map(({ scikitLearn }) => scikitLearn.default.iterations);
  const ours = runs.flatMap(({ mlx }) => mlx.map(({ bestEpoch }) => bestEpoch));
  return [title, model, `${runs.length}`, ...counts, range(theirs), range(ours)];
}

function asText({ title, model, backend, metric, ours, theirs, gain, error }) {
  const values = `scikit-learn ${spread(theirs)}, mlx ${spread(ours)}`;
  return `${title}, ${model} on ${backend}: ${titles[metric]} ${values}: ${difference(gain, error)}`;
}

function percent(share) {
  return `${share < 0 ? '−' : '+'}${Math.abs(100 * share).toFixed(2)} %`;
}

function spread(values) {
  return `${digits(meanOf(values))} ± ${digits(deviationOf(values))}`;
}

function digits(value) {
  return Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(4);
}

function range(values) {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return '–';
  const [low, high] = [Math.min(...known), Math.max(...known)];
  return low === high ? `${low}` : `${low} to ${high}`;
}

function meanOf(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Sample standard deviation; 0 for a single value. */
function deviationOf(values) {
  const mean = meanOf(values);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / Math.max(1, values.length - 1));
}
