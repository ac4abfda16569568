import { expect, it } from 'vitest';
import { ProjectDir } from '../helpers/project-dir.js';
import { customers, projectOf, soundProject } from './broken/broken-case.js';

/** What a user reads when the most frequent things go wrong. Review every change of these words. */
async function said(
  files: Readonly<Record<string, string>>,
  command = 'validate',
): Promise<string> {
  await using project = await ProjectDir.with({
    'mlx.yaml': soundProject,
    'customers.csv': customers(),
    ...files,
  });
  return (await project.mlx(command)).stderr;
}

it('no project file', async () => {
  expect(await said({}, 'run -p shop.yaml')).toMatchInlineSnapshot(`
    "error: There is no project file \`shop.yaml\` [project/missing]

    hint: Run \`mlx init\` to write one, or \`mlx init --from data.csv --target COLUMN\` to begin with your data
    hint: Name another with \`--project FILE\`

    exit 3 (project file)
    "
  `);
});

it('a tab, and a quote that is not closed', async () => {
  expect(await said({ 'mlx.yaml': 'task:\n\ttype: "classification\n' })).toMatchInlineSnapshot(`
    "error: \`mlx.yaml\` has 2 problems [project/invalid]

    mlx.yaml:2:1 A tab cannot indent a line [project/syntax]
      2 |     type: "classification
        | ^
      hint: Indent with spaces, not tabs

    mlx.yaml:2:8 This quote is not closed [project/syntax]
      2 |     type: "classification
        |           ^
      hint: Close the quote with \`"\`

    exit 3 (project file)
    "
  `);
});

it('several problems in one file', async () => {
  const text = projectOf({
    trian: 'linear',
    seed: 'many',
    split: '{ test: 20 }',
    requirements: '\n  - { metric: acuracy, min: 0.8 }',
  });
  expect(await said({ 'mlx.yaml': text })).toMatchInlineSnapshot(`
    "error: \`mlx.yaml\` has 4 problems [project/invalid]

    mlx.yaml:4:1 \`trian\` is not a setting of a project [project/unknown-key]
      4 | trian: linear
        | ^
      hint: Did you mean \`train\`?
      hint: Use one of: version, name, seed, extends, environments, about, task, ingest, split, features, train, tune, evaluate, requirements, package, registry, targets, deploy, serve, compute, cost

    mlx.yaml:5:7 \`seed\` must be a whole number, not \`many\` [project/wrong-type]
      5 | seed: many
        |       ^
      hint: Write a whole number (Seed of everything random)

    mlx.yaml:6:16 \`split.test\` must be below 1, not \`20\` [project/out-of-range]
      6 | split: { test: 20 }
        |                ^
      hint: Write a share such as \`20%\` or \`0.2\`

    mlx.yaml:8:15 \`requirements.0.metric\` cannot be \`acuracy\` [project/not-allowed]
      8 |   - { metric: acuracy, min: 0.8 }
        |               ^
      hint: Did you mean \`accuracy\`?
      hint: Use one of: roc_auc, pr_auc, accuracy, balanced_accuracy, precision_at_k, precision, recall, f1, f1_micro, f1_macro, f1_weighted, mcc, log_loss, brier, precision_micro, precision_macro, precision_weighted, recall_micro, recall_macro, recall_weighted, fbeta, kappa, top_k_accuracy, roc_auc_weighted, roc_auc_ovo, roc_auc_ovo_weighted, lift, ks, ece, mean_cost

    exit 3 (project file)
    "
  `);
});

it('a block that is missing', async () => {
  expect(await said({ 'mlx.yaml': 'ingest: customers.csv\n' })).toMatchInlineSnapshot(`
    "error: \`mlx.yaml\` has a problem [project/invalid]

    mlx.yaml:1:1 The project must have \`task\` [project/missing-key]
      1 | ingest: customers.csv
        | ^
      hint: Add \`task: { type: classification, target: COLUMN }\` (What is to be learnt)

    exit 3 (project file)
    "
  `);
});

it('an environment variable that is not set', async () => {
  const text = projectOf({ deploy: '{ port: "${env:MLX_TEST_PORT}" }' });
  expect(await said({ 'mlx.yaml': text })).toMatchInlineSnapshot(`
    "error: \`mlx.yaml\` has a problem [project/invalid]

    mlx.yaml:4:17 The environment variable \`MLX_TEST_PORT\` is not set [project/reference-missing]
      4 | deploy: { port: "\${env:MLX_TEST_PORT}" }
        |                 ^
      hint: Set it, or give a default: \`\${env:MLX_TEST_PORT:-value}\`

    exit 3 (project file)
    "
  `);
});

it('a column that is not in the data', async () => {
  const text = projectOf({ task: '{ type: classification, target: chruned }' });
  expect(await said({ 'mlx.yaml': text })).toMatchInlineSnapshot(`
    "error: The project names a column that the data does not have [project/invalid]

    mlx.yaml:1:39 The data has no column \`chruned\` [project/unknown-column]
      1 | task: { type: classification, target: chruned }
        |                                       ^
      hint: Did you mean \`churned\`?
      hint: There are: customer_id, tenure, plan, monthly, churned

    exit 3 (project file)
    "
  `);
});

it('a data file that is not there', async () => {
  expect(await said({ 'mlx.yaml': projectOf({ ingest: 'custmers.csv' }) })).toMatchInlineSnapshot(`
    "error: \`custmers.csv\` is not there; looked for \`<project>/custmers.csv\` [data/file-missing]

    mlx.yaml:2:9
      2 | ingest: custmers.csv
        |         ^

    hint: Did you mean \`customers.csv\`?

    exit 4 (data quality)
    "
  `);
});

it('a target with one class', async () => {
  const files = { 'customers.csv': customers().replaceAll(/no$/gm, 'yes') };
  expect(await said(files, 'run -q')).toMatchInlineSnapshot(`
    "error: \`churned\` is \`yes\` in every row: there is nothing to learn [learning/one-class]

    mlx.yaml:1:39
      1 | task: { type: classification, target: churned }
        |                                       ^

    hint: Check \`task.target\`, and that the data holds rows of at least two classes

    exit 4 (data quality)
    "
  `);
});

it('a misspelt option', async () => {
  expect(await said({}, 'run --forse')).toMatchInlineSnapshot(`
    "error: Unknown option \`--forse\` [usage/bad-option]

    hint: Did you mean \`--force\`?
    hint: Run \`mlx run --help\` to see what there is

    exit 2 (usage)
    "
  `);
});

it('a prediction before there is a package', async () => {
  expect(await said({}, 'predict {}')).toMatchInlineSnapshot(`
    "error: The project has no package yet [package/none]

    hint: Run \`mlx package\`, or name one with \`--package FOLDER\`

    exit 11 (out of date)
    "
  `);
});
