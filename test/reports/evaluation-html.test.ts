import { describe, expect, test } from 'vitest';
import { evaluationHtml } from '../../src/reports/evaluation-html.js';
import type { EvaluationReport } from '../../src/reports/evaluation-report.js';
import { evaluationMarkdown } from '../../src/reports/markdown.js';
import { checkWellFormed } from './check-well-formed.js';
import { binaryReport, multiclassReport, regressionReport } from './sample-reports.js';

const evil = `<script>alert("1")</script>'&\u0000`;

/** The report with a hostile name wherever a project or its data may put one. */
async function hostileReport(): Promise<EvaluationReport> {
  const report = await binaryReport(300);
  const text = JSON.stringify(report, (key, value: unknown) =>
    typeof value === 'string' && !structural.has(key) ? evil : value,
  );
  const hostile = JSON.parse(text) as EvaluationReport;
  return { ...hostile, run: { ...hostile.run, settings: { [evil]: evil } } };
}

const structural = new Set(['kind', 'direction', 'state', 'outcome', 'level']);

describe.each([
  ['binary', () => binaryReport(), 'Choosing the threshold'],
  ['multiclass', () => multiclassReport(), 'Confusion matrix'],
  ['regression', () => regressionReport(), 'Predicted against true'],
  ['many classes', () => multiclassReport(60, 1200), 'The weakest classes'],
] as const)('a report on a %s model', (_, make, chart) => {
  test('is well-formed, small, self-contained and shows its charts', async () => {
    const report = await make();
    const text = evaluationHtml(report);
    checkWellFormed(text);
    expect(text.length).toBeLessThan(300_000);
    expect(text).toContain(chart);
    expect(text).not.toMatch(/<script|<link|<img|@import|url\(|https?:/);
    expect(text).not.toMatch(/NaN|undefined|\[object/);
    expect(evaluationHtml(await make())).toBe(text);
  });

  test('is readable without colour: every chart is named and every requirement worded', async () => {
    const report = await make();
    const text = evaluationHtml(report);
    expect(
      text.match(/<svg class="chart[^>]*>/g)?.every((svg) => svg.includes('aria-label="')),
    ).toBe(true);
    expect(text.match(/>✓ met<|>✗ missed</g) ?? []).toHaveLength(report.requirements.length);
  });
});

test('whatever a project or its data is called, it stays text', async () => {
  const text = evaluationHtml(await hostileReport());
  checkWellFormed(text);
  expect(text).not.toContain('<script');
  expect(text).not.toContain('\u0000');
  expect(text).toContain('&#60;script&#62;');
});

test('a report stays small when everything in it is long', async () => {
  const report = await multiclassReport(60, 600);
  const long = 'x'.repeat(5000);
  const classes = report.evaluation.task.classes.map((name) => `${name}${long}`);
  const big: EvaluationReport = {
    ...report,
    project: long,
    evaluation: {
      ...report.evaluation,
      task: { ...report.evaluation.task, target: long, classes },
    },
    data: {
      rows: 1e9,
      strategy: long,
      splits: Array.from({ length: 500 }, (_, at) => ({ name: `fold ${at}`, rows: 10 })),
      columns: Array.from({ length: 5000 }, (_, at) => ({
        name: `${at}${long}`,
        type: 'number',
        role: 'feature',
        inferred: true,
        missing: at,
      })),
    },
    training: {
      epochs: Array.from({ length: 20_000 }, (_, at) => ({ epoch: at, loss: 1 / (at + 1) })),
    },
    trials: {
      metric: 'f1',
      direction: 'higher',
      list: Array.from({ length: 5000 }, (_, at) => ({
        number: at,
        value: at / 5000,
        state: 'done',
        params: { text: long },
      })),
    },
    run: { ...report.run, settings: { text: long.repeat(100) } },
  };
  expect(evaluationHtml(big).length).toBeLessThan(300_000);
});

test('a report with the least there can be is still whole', async () => {
  const { evaluation, ...report } = await regressionReport(3);
  const text = evaluationHtml({
    ...report,
    evaluation: { ...evaluation, metrics: {}, worst: [] },
    headline: 'none',
    requirements: [],
    data: { rows: 0, columns: [], splits: [] },
    run: { ...report.run, stages: [], versions: [], settings: {} },
  });
  checkWellFormed(text);
  expect(text).toContain('Measured, with no requirements to meet');
});

test('the Markdown summary leads with the outcome and escapes names', async () => {
  expect(evaluationMarkdown(await binaryReport(400))).toMatchInlineSnapshot(`
    "## ❌ churn: 1 of 2 requirements missed

    Model \`net\` (mlp) predicts \`churned\`, measured on 400 rows it had never seen.

    |  | requirement | found | line |
    | --- | --- | --- | --- |
    | ✅ met | \`roc_auc\` at least 0.83 | \`roc_auc\` is 0.9002 (95 % interval 0.8705 to 0.9334), as required at least 0.83 | mlx.yaml:31 |
    | ❌ missed | \`recall\` at least 0.85 | \`recall\` is 0.7364 (95 % interval 0.6577 to 0.8139), and is required to be at least 0.85 | mlx.yaml:32 |

    | metric | value | 95 % interval | baseline |
    | --- | ---: | ---: | ---: |
    | **roc_auc** | 0.9002 | 0.8705 to 0.9334 | 0.5000 |
    | pr_auc | 0.8019 | 0.7435 to 0.8716 | 0.2750 |
    | accuracy | 0.8300 | 0.8000 to 0.8676 | 0.7250 |
    | balanced_accuracy | 0.8009 | 0.7572 to 0.8423 | 0.5000 |
    | precision | 0.6750 | 0.6153 to 0.7678 | 0 |
    | recall | 0.7364 | 0.6577 to 0.8139 | 0 |
    | f1 | 0.7043 | 0.6461 to 0.7733 | 0 |
    | f1_weighted | 0.8322 | 0.8005 to 0.8687 | 0.6094 |
    | mcc | 0.5865 | 0.5098 to 0.6744 | 0 |
    | log_loss | 0.3571 | 0.3094 to 0.3918 | 0.5884 |
    | brier | 0.1105 | 0.0909 to 0.1253 | 0.1995 |

    Of 100 cases in which \`churned\` is \`yes\`, the model finds 74 and misses 26. When it says \`yes\`, it is right 68 times in 100; picking cases by chance would be right 28 times. It says \`yes\` from a probability of 0.4000 on: chosen for a test.

    ### Data quality

    7,201 rows read from 2 sources, 37 set aside by quality rules, 7,043 in the table. 1 of 3 rules kept.

    | rule | rows that break it | of | outcome |
    | --- | ---: | ---: | --- |
    | \`contract\` in month-to-month, two years | 37 | 7,201 | rows set aside |
    | at least 10,000 rows |  |  | warned of, rows kept |

    - 121 rows older than the retention allows

    The audit of the split found one thing:

    - warning: 17 test rows (13 %) stand in train too, alike in every feature, such as row 29 (row 76 in train)

    Cost: **$0.0034** in 33.4 s
    "
  `);
  const hostile = evaluationMarkdown(await hostileReport());
  expect(hostile.replace(/`[^`\n]*`/g, '')).not.toMatch(/(?<!\\)<script/);
});
