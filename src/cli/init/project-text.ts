import type { JsonObject } from '../../contracts/json.js';
import type { IngestedColumn } from '../../data/describe-table.js';
import { defaultMetric, metricsFor } from '../../learning/metrics/index.js';
import { formatQuantity } from '../../ui/format.js';
import { columnLines, pinOf } from './column-lines.js';
import type { SeenData } from './look-at-data.js';
import { modeline } from './own-files.js';
import type { SettledTask } from './settle-task.js';
import type { SourceSettings } from './source-settings.js';
import { withRemarks, yamlComment, yamlFlow, yamlString } from './yaml-text.js';

/** What a project is written from. */
export interface ProjectFacts {
  readonly data: SeenData;
  /** Settings of the source, its path relative to the project. */
  readonly source: SourceSettings;
  readonly settled: SettledTask;
}

/** The text of `mlx.yaml` for a table that was looked at, with the reasons for what stands in it. */
export function projectText(facts: ProjectFacts): string {
  const sections = [
    head,
    taskSection(facts.settled),
    ingestSection(facts),
    splitSection(facts),
    ...featuresSection(facts),
    trainSection(facts),
    requirementsSection(facts),
    tail,
  ];
  return `${sections.join('\n\n')}\n`;
}

const head = `${modeline}
# Written by \`mlx init\` from the data. \`mlx explain PATH\` says what a setting means, such as \`mlx explain split\`;
# \`mlx config\` prints all settings, those left to their defaults too.
version: 1
seed: 42`;

function taskSection({ task, type, why, whyPositive, forecast }: SettledTask): string {
  const positive = task.kind === 'binary' ? task.classes[1] : undefined;
  const lines: [string, string][] = [
    [`  type: ${type}`, why],
    [`  target: ${yamlString(task.target)}`, ''],
  ];
  if (positive !== undefined) lines.push([`  positive: ${yamlText(positive)}`, whyPositive]);
  if (type === 'anomaly')
    lines.push(['  contamination: 5%', 'the share of the rows that is flagged']);
  if (forecast !== undefined) {
    const { time, series, horizon } = forecast;
    lines.push([`  time: ${yamlString(time)}`, 'the column that says when']);
    if (series !== undefined) lines.push([`  series: ${yamlString(series)}`, 'whose series it is']);
    lines.push([`  horizon: ${horizon}`, 'steps ahead']);
  }
  return `task:\n${withRemarks(lines)}`;
}

/** Quoted always: a class is a text, whatever it looks like. */
function yamlText(text: string): string {
  return yamlString(text) === text ? JSON.stringify(text) : yamlString(text);
}

function ingestSection({ data, source }: ProjectFacts): string {
  const { rows } = data.table;
  const dialect = dialectWords(data.sources[0]?.dialect ?? {});
  const size = `${formatQuantity(rows, 'rows')}, ${formatQuantity(data.columns.length, 'columns')}`;
  const lines = columnLines(data).map(([line, remark]) => [`    ${line}`, remark] as const);
  const about = [
    'What each column is. A line pins it: data that does not fit is then an error (exit code 4) and not another guess.',
    'A column without a line is inferred; `mlx ingest --verbose` prints as what. No model sees an `id` or `ignore`.',
    ...doubtsIn(data),
  ];
  return [
    'ingest:',
    '  sources:',
    indent(yamlComment(`${size}, ${dialect[0]}`, ...dialect.slice(1)), 4),
    `    data: ${yamlFlow(source)}`,
    indent(yamlComment(...about), 2),
    ...(lines.length === 0 ? ['  columns: {}'] : ['  columns:', withRemarks(lines)]),
  ].join('\n');
}

/** What ingest says of columns that nearly had another type: pinning them says it no more. */
function doubtsIn({ notes, columns }: SeenData): readonly string[] {
  const features = columns.filter(({ role }) => role === 'feature' || role === 'target');
  return notes.filter((note) => features.some(({ name }) => note.startsWith(`\`${name}\` `)));
}

function dialectWords(dialect: JsonObject): readonly string[] {
  const { format, delimiter, quote, header, skip } = dialect;
  const packed = ['format', 'encoding', 'compression'].map((key) => dialect[key]);
  const words = [
    ...(delimiter === undefined ? [] : [`delimiter ${JSON.stringify(delimiter)}`]),
    ...(quote === undefined || quote === '"' ? [] : [`quote ${JSON.stringify(quote)}`]),
    ...(header === undefined ? [] : [header === true ? 'a header' : 'no header']),
    ...(typeof skip === 'number' && skip > 0 ? [`${formatQuantity(skip, 'lines')} skipped`] : []),
    ...packed.filter((word): word is string => typeof word === 'string' && word !== 'none'),
  ];
  if (format !== undefined) return [`read as ${words.join(', ')}`];
  return [
    `recognised as ${words.join(', ')}`,
    'What is recognised can be pinned beside `path`, such as `delimiter: ";"`',
  ];
}

function splitSection({ settled: { type, forecast }, data }: ProjectFacts): string {
  const judges = '`validation` chooses between models, `test` judges the one chosen, once.';
  if (forecast !== undefined) {
    const steps = `${2 * forecast.horizon} steps`;
    return `${yamlComment(`The last times are kept back. ${judges}`)}
split: { validation: ${steps}, test: ${steps} }`;
  }
  const stratified = type !== 'regression';
  const why = stratified ? 'Each class has the same share of every split.' : 'Rows at random.';
  const time = data.columns.find((column) => column.type === 'timestamp');
  const instead =
    time === undefined
      ? []
      : [
          `To judge by what came later: split: ${yamlFlow({ strategy: 'time', time: time.name, test: '15%' })}`,
        ];
  return `${yamlComment(`${why} ${judges}`, ...instead)}
split: { strategy: ${stratified ? 'stratified' : 'random'}, train: 70%, validation: 15%, test: 15% }`;
}

/** Nothing for a forecast, which reads the past of its series. */
function featuresSection({ data, settled }: ProjectFacts): readonly string[] {
  if (settled.type === 'forecast') return [];
  const seen = data.columns.filter((column) => pinOf(column, data.table.rows) === column.type);
  const examples = exampleFeatures(seen.filter(({ role }) => role === 'feature'));
  const lines = Object.entries(examples).map(
    ([name, steps]) => `  ${yamlString(name)}: ${yamlFlow(steps)}`,
  );
  const about = yamlComment(
    'How columns become numbers. What is not named is inferred: numbers take their median where missing and are',
    'standardised, categories become a feature per value, timestamps year, month, weekday and hour.',
  );
  if (lines.length === 0) return [];
  return [`${about}\n${['features:', ...lines].map((line) => `# ${line}`).join('\n')}`];
}

function exampleFeatures(features: readonly IngestedColumn[]): JsonObject {
  const numeric = features.filter(({ type }) => type === 'number' || type === 'integer');
  const number = numeric.find(({ missing }) => missing > 0) ?? numeric[0];
  const category = features.find(({ type, distinct }) => type === 'category' && distinct > 2);
  const last = features.at(-1);
  return {
    ...(number && { [number.name]: { impute: 'mean', scale: 'min-max' } }),
    ...(category && { [category.name]: { encode: 'one-hot', max_categories: 20 } }),
    ...(last && last !== number && last !== category && { [last.name]: 'drop' }),
  };
}

function trainSection(facts: ProjectFacts): string {
  const { task } = facts.settled;
  const select = defaultMetric(task).name;
  const others = metricsFor(task).map(({ name }) => name);
  return `${yamlComment(
    'Every candidate is trained; the best by `select` on validation goes on. `mlx explain train` lists the model families.',
  )}
train:
  candidates:
${indent(candidatesFor(facts).join('\n'), 4)}
  select: ${select}
${indent(yamlComment(`or another: ${others.filter((name) => name !== select).join(', ')}`), 2)}`;
}

/** A quick candidate and stronger ones, of families that suit the task and its columns. */
function candidatesFor({ data, settled }: ProjectFacts): readonly string[] {
  const { kind } = settled.task;
  if (kind === 'anomaly') return ['forest: isolation-forest', 'outlier: local-outlier-factor'];
  if (kind === 'forecast') {
    return ['naive: seasonal-naive', 'smoothing: exponential-smoothing', 'linear: window-linear'];
  }
  const features = data.columns.filter(({ role }) => role === 'feature');
  if (features.some(({ type }) => type === 'image')) {
    return ['net: { model: image-cnn, epochs: 15 }'];
  }
  return [
    'linear: { model: linear }',
    // Of texts alone a tree would read one word at a time.
    ...(features.some(({ type }) => type !== 'text') ? [treesFor(data.table.rows)] : []),
    'net: { model: mlp, layers: [32] }',
  ];
}

/** Boosted trees stop by the validation loss, which a few dozen rows cannot tell; a forest needs no such word. */
function treesFor(rows: number): string {
  return rows < 500 ? 'forest: { model: random-forest }' : 'boosted: { model: gradient-boosting }';
}

function requirementsSection({ data, settled: { task } }: ProjectFacts): string {
  const share = (data.classes[0]?.count ?? 0) / Math.max(1, data.table.rows);
  const often = Math.round(share * 100) / 100;
  const example = {
    binary: ['{ metric: roc_auc, min: 0.8 }', '0.5 is guessing, 1 is perfect'],
    multiclass: [
      `{ metric: accuracy, min: ${Math.min(0.99, often + 0.1).toFixed(2)} }`,
      `always saying \`${data.classes[0]?.value ?? ''}\` reaches ${often}`,
    ],
    regression: ['{ metric: r2, min: 0.6 }', '0 is always saying the mean, 1 is perfect'],
    anomaly: ['{ metric: roc_auc, min: 0.8 }', '0.5 is guessing, 1 is perfect'],
    forecast: ['{ metric: mase, max: 0.9 }', '1 is saying what was one season before'],
  }[task.kind] as [string, string];
  return `${yamlComment(
    'The contract. When the test split breaks a line, `mlx evaluate` ends with exit code 5 and nothing is packaged.',
  )}
# requirements:
${withRemarks([[`#   - ${example[0]}`, example[1]]])}`;
}

const tail = `# What is put into the package: test rows with their predictions, replayed before every deployment.
# package: { golden_rows: 20 }

# Serve the package on this machine. With this block \`mlx run\` deploys, and \`mlx stop\` stops the server.
# deploy: { to: local }`;

function indent(text: string, spaces: number): string {
  return text
    .split('\n')
    .map((line) => `${' '.repeat(spaces)}${line}`)
    .join('\n');
}
