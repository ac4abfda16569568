import { cp, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSavedModel } from '../../src/artifacts/saved-model.js';
import type { SavedModel } from '../../src/contracts/model.js';
import { ModelRegistry } from '../../src/delivery/registry/model-registry.js';
import { ProjectDir } from '../helpers/project-dir.js';
import { customersCsv, housesCsv } from '../helpers/small-data.js';

const customers = (model: string, more = ''): string => `version: 1
name: customers
seed: 7
task: { type: classification, target: left, positive: "yes" }
ingest: { path: data/customers.csv, columns: { customer: id${more} } }
train: ${model}
`;

const houses = (model: string): string => `version: 1
name: houses
seed: 3
task: { type: regression, target: price }
ingest: data/houses.csv
train: ${model}
`;

const data = { 'data/customers.csv': customersCsv(400), 'data/houses.csv': housesCsv(300) };

/** A project that was trained, its model kept in `before/`. */
async function trained(yaml: string): Promise<ProjectDir> {
  const dir = await ProjectDir.with({ ...data, 'mlx.yaml': yaml });
  expect(await dir.mlx('train')).toMatchObject({ exitCode: 0 });
  await cp(await folderOf(dir), join(dir.path, 'before'), { recursive: true });
  return dir;
}

async function folderOf(dir: ProjectDir, stage = 'train', but = ''): Promise<string> {
  const pattern = new RegExp(`artifacts/${stage}/\\w+/model\\.json$`);
  const found = (await dir.files()).filter(
    (each) => pattern.test(each) && !(but && each.includes(but)),
  );
  return dirname(join(dir.path, found.at(-1) ?? ''));
}

/** Trains on with other settings, and gives what was said with the model. */
async function goOn(dir: ProjectDir, yaml: string): Promise<{ said: string; model: SavedModel }> {
  const first = await folderOf(dir);
  await dir.write({ 'mlx.yaml': yaml });
  const { exitCode, stderr } = await dir.mlx('train -v');
  expect(stderr).toContain('goes on from ./before');
  expect(exitCode).toBe(0);
  const model = await readSavedModel(await folderOf(dir, 'train', first.slice(-16)));
  return { said: stderr, model };
}

const weightsOf = ({ weights }: SavedModel): Record<string, number[]> =>
  Object.fromEntries(Object.entries(weights).map(([name, { values }]) => [name, [...values]]));

describe('`train.start_from`', () => {
  it('adds trees: ten and five are fifteen, to the last bit', async () => {
    const boosting = (trees: number, more = ''): string =>
      customers(
        `{ model: gradient-boosting, trees: ${trees}, early_stopping: { patience: 0 }${more} }`,
      );
    await using dir = await trained(boosting(10));
    const { model } = await goOn(dir, boosting(5, ', start_from: ./before'));
    await using whole = await trained(boosting(15));
    const atOnce = await readSavedModel(await folderOf(whole));
    expect(model.config['trees']).toBe(15);
    expect(weightsOf(model)).toEqual(weightsOf(atOnce));
  });

  it.each([
    [
      'mlp',
      houses,
      (more: string) => `{ model: mlp, layers: [8], epochs: 20, batch_size: 32${more} }`,
    ],
    ['mlp', customers, (more: string) => `{ model: mlp, layers: [8], epochs: 3${more} }`],
    ['linear', houses, (more: string) => `{ model: linear, solver: adam, epochs: 20${more} }`],
    ['linear', customers, (more: string) => `{ model: linear, solver: adam, epochs: 3${more} }`],
  ])('begins with the weights of the %s before', async (_, project, model) => {
    await using dir = await trained(project(model('')));
    const before = weightsOf(await readSavedModel(join(dir.path, 'before')));
    // Steps so short that nothing moves: what comes out is what went in.
    const after = weightsOf(
      (await goOn(dir, project(model(', learning_rate: 0.000000001, start_from: ./before')))).model,
    );
    for (const [name, values] of Object.entries(before)) {
      const scale = Math.max(...values.map(Math.abs));
      for (const [at, value] of values.entries()) {
        expect(Math.abs((after[name]?.[at] ?? Number.NaN) - value) / scale).toBeLessThan(1e-4);
      }
    }
  });

  it('runs again when the model before changes, and `mlx plan` says so', async () => {
    await using dir = await trained(customers('{ model: mlp, layers: [8], epochs: 3 }'));
    await goOn(dir, customers('{ model: mlp, layers: [8], epochs: 3, start_from: ./before }'));
    expect((await dir.mlx('plan')).stdout).not.toContain('before/');
    const model = await dir.read('before/model.json');
    await writeFile(join(dir.path, 'before/model.json'), `${model}\n`);
    expect((await dir.mlx('plan')).stdout).toContain('before/model.json changed');
  });

  it('takes an alias, whose version stands in the lineage of the package', async () => {
    await using dir = await trained(customers('{ model: mlp, layers: [8], epochs: 3 }'));
    expect((await dir.mlx('package')).exitCode).toBe(0);
    const registry = new ModelRegistry(join(dir.path, '.mlx', 'registry'));
    const at = '2026-01-01T00:00:00Z';
    await registry.addVersion(await folderOf(dir, 'package'), at);
    await registry.setAlias('production', 'v1', { by: 'me', why: 'a test', at });
    const first = (await folderOf(dir, 'package')).slice(-16);
    await dir.write({
      'mlx.yaml': customers('{ model: mlp, layers: [8], epochs: 2, start_from: production }'),
    });
    const { exitCode, stderr } = await dir.mlx('package');
    expect(stderr).toContain('from production (v1)');
    expect(exitCode).toBe(0);
    const { lineage } = JSON.parse(
      await dir.read(
        join((await folderOf(dir, 'package', first)).slice(dir.path.length + 1), 'manifest.json'),
      ),
    ) as { lineage: { parent: { from: string; fingerprint: string } } };
    expect(lineage.parent.from).toBe('production (v1)');
    expect(lineage.parent.fingerprint).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([
    ['{ model: mlp, layers: [9], start_from: ./before }', '', '`layers` is [9], and was [8]'],
    [
      '{ model: mlp, layers: [8], batch_norm: true, start_from: ./before }',
      '',
      '`batch_norm` is true',
    ],
    ['{ model: mlp, layers: [8], start_from: ./before }', ', months: { from: tenure }', '`tenure`'],
    [
      '{ model: mlp, layers: [8], start_from: ./before }',
      ', tenure: category',
      '`tenure` was integer, and is category',
    ],
    ['{ model: linear, start_from: ./before }', '', 'no candidate is'],
    ['{ model: mlp, layers: [8], start_from: v7 }', '', '`v7` is neither an alias nor a version'],
    ['{ model: mlp, layers: [8], start_from: ./data }', '', '`./data` holds no model'],
  ])('%s with columns%s is refused', async (model, columns, said) => {
    await using dir = await trained(customers('{ model: mlp, layers: [8], epochs: 2 }'));
    await dir.write({ 'mlx.yaml': customers(model, columns) });
    const { exitCode, stderr } = await dir.mlx('train');
    expect(stderr).toContain(said);
    expect(exitCode).toBe(3);
  });
});
