// How much forecasts gain from columns that are known ahead, in mlx and in LightGBM on questions made in the same way:
// the daily counts of the UCI bike sharing data, 7 days ahead from every day of the last 90.
//
//     node bench/known-ahead.mjs day.csv PYTHON
//
// `day.csv` is a file of Bike-Sharing-Dataset.zip; PYTHON has lightgbm, numpy and pandas.

import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './temporary-folder.mjs';

const [csv, python] = process.argv.slice(2);
if (python === undefined) throw new Error('usage: node bench/known-ahead.mjs day.csv PYTHON');
const root = join(import.meta.dirname, '..');
const wishes = {
  nothing: [],
  calendar: ['holiday', 'workingday'],
  'calendar and weather': ['holiday', 'workingday', 'temp', 'hum', 'windspeed'],
};
const folder = temporaryFolder('known-ahead');
const rows = Object.entries(wishes).map(([name, ahead]) => {
  const reference = join(import.meta.dirname, 'known-ahead-reference.py');
  const theirs = Number(
    execFileSync(python, [reference, csv, ahead.join(',')], { encoding: 'utf8' }),
  );
  return { name, ours: maeOf(name, ahead), theirs };
});
console.log('| known ahead | mlx, MAE | LightGBM, MAE |\n|---|--:|--:|');
for (const { name, ours, theirs } of rows) {
  console.log(`| ${name} | ${ours.toFixed(0)} | ${theirs.toFixed(0)} |`);
}

function maeOf(name, ahead) {
  const place = join(folder, name.replaceAll(' ', '-'));
  mkdirSync(place, { recursive: true });
  copyFileSync(csv, join(place, 'day.csv'));
  const known = ahead.length === 0 ? '' : `, known_ahead: [${ahead.join(', ')}]`;
  writeFileSync(
    join(place, 'mlx.yaml'),
    `task: { type: forecast, target: cnt, horizon: 7, time: dteday${known} }
ingest: day.csv
split: { validation: 90 steps, test: 90 steps }
train: { candidates: { trees: lag-boosting } }
`,
  );
  execFileSync('node', [join(root, 'bin/mlx.js'), 'evaluate', '-q'], { cwd: place });
  const artifacts = join(place, '.mlx/artifacts/evaluate');
  const [artifact] = readdirSync(artifacts);
  const { evaluation } = JSON.parse(
    readFileSync(join(artifacts, artifact, 'evaluation.json'), 'utf8'),
  );
  return evaluation.metrics.mae.value;
}
