import type { Predictions } from '../../src/contracts/model.js';
import { normal, type Random, randomFor } from '../../src/contracts/seeded-random.js';
import type { Task } from '../../src/contracts/task.js';
import { type MetricLine, verdictOf } from '../../src/learning/judging/of-metric.js';
import { evaluatePredictions } from '../../src/learning/metrics/evaluation/evaluate-predictions.js';
import type { Evaluation } from '../../src/learning/metrics/evaluation/evaluation.js';
import type { EvaluationReport } from '../../src/reports/evaluation-report.js';

/** A churn model as a project would report it: three candidates, a search, requirements met and missed. */
export async function binaryReport(rows = 1057): Promise<EvaluationReport> {
  const task: Task = { kind: 'binary', target: 'churned', classes: ['no', 'yes'] };
  const random = randomFor(1, 'binary');
  const truth = Float64Array.from({ length: rows }, () => Number(random() < 0.27));
  const scores = Array.from(truth, (label) => sigmoid(label * 2.4 - 1.9 + normal(random) * 1.25));
  const values = Float64Array.from(scores.flatMap((score) => [1 - score, score]));
  const evaluation = await evaluatePredictions(
    { task, values: truth },
    { rows, width: 2, values },
    {
      seed: 7,
      bootstrap: 60,
      decision: { threshold: 0.4, why: 'a test' },
      baseline: [0.735, 0.265],
    },
  );
  return {
    ...common('churn', evaluation),
    headline: 'roc_auc',
    requirements: requirementsOn(evaluation, [
      { metric: 'roc_auc', min: 0.83, line: 31 },
      { metric: 'recall', min: 0.85, line: 32 },
    ]),
    training: {
      epochs: Array.from({ length: 60 }, (_, at) => ({
        epoch: at + 1,
        loss: 0.28 + 0.42 * Math.exp(-at / 12),
        validationLoss:
          0.36 + 0.34 * Math.exp(-at / 9) + 0.00002 * at ** 2 + normal(random) * 0.004,
      })),
      keptEpoch: 34,
    },
    candidates: {
      metric: 'roc_auc',
      direction: 'higher',
      by: 'validation',
      list: [
        {
          name: 'boosted',
          family: 'gradient-boosting',
          value: 0.9034,
          seconds: 4.2,
          chosen: false,
        },
        { name: 'net', family: 'mlp', value: 0.9087, seconds: 31.4, chosen: true },
        {
          name: 'plain',
          family: 'logistic-regression',
          value: 0.8871,
          seconds: 0.9,
          chosen: false,
        },
        { name: 'neighbours', family: 'nearest-neighbours', value: null, chosen: false },
      ],
    },
    trials: {
      metric: 'roc_auc',
      direction: 'higher',
      list: Array.from({ length: 40 }, (_, at) => ({
        number: at + 1,
        value: at % 9 === 4 ? null : 0.91 - 0.09 * random() * Math.exp(-at / 18),
        state: at % 9 === 4 ? ('pruned' as const) : ('done' as const),
        chosen: at === 33,
        params: { learning_rate: 10 ** (-3 + 2 * random()), layers: [128, 64], dropout: 0.2 },
      })),
    },
    importances: [
      'contract=month-to-month',
      'tenure',
      'monthly_charges',
      'internet=fibre optic',
      'payment=electronic check',
      'total_charges',
      'tech_support=no',
      'senior',
    ].map((feature, at) => ({ feature, value: 0.21 * 0.68 ** at })),
    cost: {
      usd: 0.0034,
      priced: true,
      basis: 'aws/c7i.xlarge at $0.1785 an hour, price of 2025-11-01',
    },
  };
}

/** A classifier of several classes, some easily taken for others. */
export async function multiclassReport(classCount = 6, rows = 900): Promise<EvaluationReport> {
  const names = ['beaded skirt', 'kettle', 'lantern', 'mirror', 'rug', 'teapot'];
  const classes = Array.from({ length: classCount }, (_, at) => names[at] ?? `class ${at}`);
  const task: Task = { kind: 'multiclass', target: 'article', classes };
  const random = randomFor(2, 'multiclass');
  const truth = Float64Array.from({ length: rows }, () => Math.floor(random() ** 1.4 * classCount));
  const values = Float64Array.from(
    Array.from(truth).flatMap((label) =>
      softmax(
        classes.map((_, at) => {
          const near = Math.abs(at - label) === 1 ? 1.1 : 0;
          return (at === label ? 2.8 : near) + normal(random);
        }),
      ),
    ),
  );
  const evaluation = await evaluatePredictions(
    { task, values: truth },
    { rows, width: classCount, values },
    { seed: 7, bootstrap: classCount > 10 ? 0 : 20 },
  );
  return { ...common('catalogue', evaluation), headline: 'f1_weighted', requirements: [] };
}

/** A model of prices, with a few large errors. */
export async function regressionReport(rows = 3000): Promise<EvaluationReport> {
  const task: Task = { kind: 'regression', target: 'price', classes: [] };
  const random = randomFor(3, 'regression');
  const truth = Float64Array.from({ length: rows }, () => 80_000 * Math.exp(normal(random) * 0.45));
  const values = truth.map((value) => value * (1 + error(random)) + 900);
  const predictions: Predictions = { rows, width: 1, values };
  const evaluation = await evaluatePredictions({ task, values: truth }, predictions, {
    seed: 7,
    bootstrap: 40,
  });
  return {
    ...common('house prices', evaluation),
    headline: 'mae',
    requirements: requirementsOn(evaluation, [{ metric: 'mae', max: 12_000, line: 18 }]),
    cost: { usd: 0, priced: false },
  };
}

function requirementsOn(
  { metrics }: Evaluation,
  wanted: readonly (MetricLine & { readonly line: number })[],
): EvaluationReport['requirements'] {
  return wanted.map(({ line, ...requirement }) => {
    const { metric, min, max } = requirement;
    const limit = min === undefined ? `max: ${max}` : `min: ${min}`;
    const { value, interval } = metrics[metric] ?? { value: null, interval: null };
    if (value === null) throw new Error(`${metric} was not measured`);
    const { passed, explanation } = verdictOf(requirement, { value, interval });
    return {
      wanted: `\`${metric}\` ${min === undefined ? `at most ${max}` : `at least ${min}`}`,
      explanation,
      passed,
      place: { file: 'mlx.yaml', line, source: `  - { metric: ${metric}, ${limit} }` },
    };
  });
}

function error(random: Random): number {
  return normal(random) * (random() < 0.05 ? 0.3 : 0.08);
}

function common(
  project: string,
  evaluation: Evaluation,
): Omit<EvaluationReport, 'headline' | 'requirements'> {
  const { target } = evaluation.task;
  return {
    project,
    evaluation,
    model: {
      candidate: 'net',
      family: 'mlp',
      params: { layers: [128, 64], dropout: 0.2, learning_rate: 0.0031622776601683794 },
      features: 46,
    },
    data: {
      rows: 7043,
      strategy: `stratified by ${target}`,
      columns: [
        { name: 'customer_id', type: 'text', role: 'id', inferred: false, missing: 0 },
        { name: 'tenure', type: 'integer', role: 'feature', inferred: true, missing: 0 },
        { name: 'total_charges', type: 'number', role: 'feature', inferred: true, missing: 11 },
        { name: 'contract', type: 'category', role: 'feature', inferred: true, missing: 0 },
        { name: 'signup', type: 'timestamp', role: 'time', inferred: false, missing: 240 },
        { name: target, type: 'category', role: 'target', inferred: false, missing: 0 },
      ],
      splits: [
        { name: 'train', rows: 4930 },
        { name: 'validation', rows: 1056 },
        { name: 'test', rows: 1057 },
      ],
    },
    quality: {
      ...{ read: 7201, sources: 2, rows: 7043, quarantined: 37, audited: 7 },
      rules: [
        { label: '`tenure` not missing', outcome: 'kept', broken: 0, considered: 7201 },
        {
          label: '`contract` in month-to-month, two years',
          ...{ outcome: 'quarantined', broken: 37, considered: 7201 },
        },
        { label: 'at least 10,000 rows', outcome: 'warned' },
      ],
      leftOut: [{ why: 'older than the retention allows', rows: 121 }],
      findings: [
        {
          level: 'warning',
          text: '17 test rows (13 %) stand in train too, alike in every feature, such as row 29 (row 76 in train)',
        },
      ],
    },
    run: {
      id: '7c1f0e',
      seed: 42,
      backend: { name: 'tensorflow', version: '4.22.0', reason: 'the fastest that works here' },
      versions: [
        { name: 'mlx', version: '0.1.0' },
        { name: 'Node', version: '20.20.2' },
      ],
      stages: [
        { stage: 'ingest', fingerprint: '3f9a1c5b7d204e88', seconds: 1.23 },
        { stage: 'split', fingerprint: '81c2a90ffe3355d1' },
        { stage: 'train', fingerprint: 'd04be2178a6c9f30', seconds: 31.4 },
        { stage: 'evaluate', fingerprint: '5521ab0c44de7791', seconds: 0.8 },
      ],
      settings: { split: { train: 0.7, validation: 0.15, test: 0.15 }, train: { epochs: 60 } },
    },
  };
}

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}

function softmax(scores: readonly number[]): number[] {
  const powers = scores.map(Math.exp);
  const total = powers.reduce((sum, each) => sum + each, 0);
  return powers.map((power) => power / total);
}
