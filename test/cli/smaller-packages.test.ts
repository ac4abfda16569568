import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Manifest } from '../../src/delivery/package-manifest.js';
import type { SmallerReport } from '../../src/stages/smaller/smaller-report.js';
import { ProjectDir } from '../helpers/project-dir.js';
import { customersCsv } from '../helpers/small-data.js';

const yaml = `version: 1
name: customers
seed: 7
task: { type: classification, target: left, positive: "yes" }
ingest: { path: data/customers.csv, columns: { customer: id } }
train: { model: mlp, layers: [32, 16], epochs: 5 }
evaluate: { insight: false }
requirements:
  - { metric: roc_auc, min: 0.5 }
package:
  golden_rows: 5
  formats: [single-file]
  smaller:
    try: [float16, { prune: { sparsity: 50% } }, trees]
    use: int8
    requirements:
      - { metric: roc_auc, max_loss: 0.1 }
      - { size: 80% }
`;

let project: ProjectDir;
beforeAll(async () => {
  project = await ProjectDir.with({ 'data/customers.csv': customersCsv(400), 'mlx.yaml': yaml });
});
afterAll(() => project[Symbol.asyncDispose]());

/** What the manifest says of the smaller model, and the bytes of the files it is in. */
async function packagedIn(folder: string) {
  const text = await readFile(join(project.path, folder, 'manifest.json'), 'utf8');
  const { smaller: facts, files } = JSON.parse(text) as Manifest;
  const [model, weights] = [files['model.json'], files['weights.bin']];
  if (facts === undefined || model === undefined || weights === undefined) {
    throw new Error(`the manifest in ${folder} is not of a smaller model: ${text}`);
  }
  return { facts, modelBytes: model.bytes + weights.bytes };
}

test('the package is the smaller model, and says what that costs', async () => {
  const ran = await project.mlx('package --json -o out');
  expect(ran.exitCode).toBe(0);
  const { smaller, test_split: looks } = JSON.parse(ran.stdout) as {
    readonly smaller: SmallerReport;
    readonly test_split: { readonly looks: number };
  };
  expect(smaller).toMatchObject({ used: 'int8' });
  expect(smaller.variants.map(({ name }) => name)).toEqual([
    'float16',
    'prune(sparsity=0.5)',
    'trees',
    'int8',
  ]);
  expect(smaller.variants[2]).toEqual({
    name: 'trees',
    cannot: 'is for gradient-boosting, random-forest, extra-trees, and this is a `mlp`',
  });
  // The smaller model has been looked at as well as the full one.
  expect(looks.looks).toBe(2);
  const { facts, modelBytes } = await packagedIn('out');
  expect(facts.made_by).toBe('int8');
  expect(facts.bytes.smaller).toBe(modelBytes);
  expect(facts.bytes.smaller).toBeLessThan(0.8 * facts.bytes.full);
  expect(facts.golden_difference).toBeGreaterThan(0);
  expect((await project.mlx('package verify out')).exitCode).toBe(0);
}, 240_000);

test('a requirement refuses the loss with its numbers and its line, and leaves no package', async () => {
  const packages = () => readdir(join(project.path, '.mlx', 'artifacts', 'package'));
  const before = await packages();
  await project.write({ 'mlx.yaml': yaml.replace('size: 80%', 'size: 10%') });
  const refused = await project.mlx('package');
  expect(refused.exitCode).toBe(5);
  expect(refused.stderr).toMatch(
    /mlx\.yaml:18:\d+ `int8`: `size` is 0\.\d+ of the full model’s, and is required to be at most 0\.1/,
  );
  expect(await packages()).toEqual(before);
}, 240_000);
