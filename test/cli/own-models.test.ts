import { cp, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { builtMlx } from '../helpers/built-mlx.js';
import { installation, ProjectDir } from '../helpers/project-dir.js';
import { customersCsv, housesCsv } from '../helpers/small-data.js';
import { housesYaml } from '../helpers/small-projects.js';

/** The modules of the page, by the name their first line says. */
async function modulesOfDocs(): Promise<Record<string, string>> {
  const page = await readFile(join(installation, 'docs', 'own-models.md'), 'utf8');
  const blocks = [...page.matchAll(/^```ts\n(\/\/ (\w+\.ts).*?)^```/gms)];
  return Object.fromEntries(blocks.map(({ 1: code = '', 2: name = '' }) => [name, code]));
}

const customers = customersCsv(240);
const modules = await modulesOfDocs();

const yaml = `version: 1
name: customers
seed: 7
task: { type: classification, target: left, positive: "yes" }
ingest: { path: data/customers.csv, columns: { customer: id } }
train:
  candidates:
    centre: { model: ./centre.ts, sharpness: 2 }
`;

const project = { 'mlx.yaml': yaml, 'data/customers.csv': customers, ...modules };

/** A module with one thing replaced, to see what is said of it. */
function broken(from: string, to: string): Record<string, string> {
  const text = modules['centre.ts'] ?? '';
  expect(text).toContain(from);
  return { 'centre.ts': text.replace(from, () => to) };
}

describe("a model of the project's own", () => {
  it('is trained, judged and packed, and the package answers without the project', async () => {
    await using dir = await ProjectDir.with(project);
    const made = await dir.mlx('package');
    expect(made.stderr).toContain('centre (./centre.ts)');
    expect(made.exitCode).toBe(0);
    const row = JSON.stringify({
      joined: '2021-03-04',
      plan: 'pro',
      city: 'Bern',
      tenure: 3,
      charge: 50,
      calls: 2,
    });
    const there = await dir.mlx(['predict', row]);
    expect(there.exitCode).toBe(0);

    const manifest = (await dir.files()).find((file) => file.endsWith('/manifest.json')) ?? '';
    await using elsewhere = await ProjectDir.with();
    await cp(dirname(join(dir.path, manifest)), join(elsewhere.path, 'package'), {
      recursive: true,
    });
    await rm(dir.path, { recursive: true });
    const here = await elsewhere.mlx(['predict', row, '--package', 'package']);
    expect(here.stderr).toBe('');
    expect(here.stdout).toBe(there.stdout);
    expect(await elsewhere.files()).not.toContain('centre.ts');
  });

  it('runs again when what it imports changes, and says so', async () => {
    await using dir = await ProjectDir.with(project);
    expect((await dir.mlx('train')).exitCode).toBe(0);
    expect((await dir.mlx('train')).stderr).toContain('nothing changed');
    await dir.write({ 'distance.ts': `${modules['distance.ts'] ?? ''}\n// another line\n` });
    expect((await dir.mlx('train')).stderr).toContain('distance.ts changed');
  });

  it('takes part in ensembles, is tuned, and gives the same model in a process of its own', async () => {
    const several = (parallel: number) => ({
      ...project,
      'mlx.yaml': `${yaml}    linear: { model: linear }
    both: { model: voting, of: [centre, linear] }
  parallel: ${parallel}
tune:
  trials: 3
  search: { candidates.centre.sharpness: { float: [0.5, 3] } }
`,
    });
    await builtMlx();
    await using one = await ProjectDir.with(several(1));
    const { exitCode, stderr } = await one.mlx('train');
    expect(stderr).toContain('centre.sharpness 0.');
    expect(stderr).toContain('both: roc_auc');
    expect(exitCode).toBe(0);
    await using two = await ProjectDir.with(several(2));
    const other = await two.mlx('train');
    expect(other.exitCode).toBe(0);
    expect(await modelIn(two)).toBe(await modelIn(one));
  });

  it('has types that an editor understands, and that find a wrong name', async () => {
    const { default: ts } = await import('typescript');
    const problemsIn = async (files: Record<string, string>): Promise<string[]> => {
      await using dir = await ProjectDir.with(files);
      const program = ts.createProgram(
        Object.keys(files).map((name) => join(dir.path, name)),
        {
          ...{ strict: true, noEmit: true, allowImportingTsExtensions: true, types: [] },
          target: ts.ScriptTarget.ES2023,
          module: ts.ModuleKind.ESNext,
          moduleResolution: ts.ModuleResolutionKind.Bundler,
          paths: { 'mlx/model': [join(installation, 'types', 'model.d.ts')] },
        },
      );
      return ts
        .getPreEmitDiagnostics(program)
        .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
    };
    expect(await problemsIn(modules)).toEqual([]);
    const wrong = { ...modules, ...broken('values, y }', 'values, label }') };
    expect((await problemsIn(wrong)).join()).toContain("'label' does not exist");
  });

  it('may train a network', async () => {
    await using dir = await ProjectDir.with({
      'mlx.yaml': housesYaml.replace(/train:[\s\S]*?(?=\n\w|$)/, 'train: { model: ./net.ts }'),
      'data/houses.csv': housesCsv(240),
      ...modules,
    });
    const { exitCode, stderr } = await dir.mlx('evaluate');
    expect(stderr).toContain('net (./net.ts)');
    expect(exitCode).toBe(0);
  });

  it.each([
    ['export default {', 'export const model = {', 'it has no default export', ''],
    ["['binary', 'multiclass']", "['two']", '`tasks` does not say which tasks it does', ':10'],
    ['  predictor(', '  predict(', 'a model has no `predict`', ':26'],
    ['return said;', 'return said.slice(1);', 'numbers for', ':26'],
    ['said.push(near[1] / sum)', 'said.push(7)', 'row 0 got 7, which is no probability', ':26'],
    [
      'config: { sharpness }',
      'config: { sharpness, at: NaN }',
      '`config.at`, which JSON cannot hold',
      ':15',
    ],
    ['const width = columns.length;', "throw new Error('no luck');", 'no luck', ':16:11'],
    [
      "import type { Model } from 'mlx/model';",
      "import x from 'left-pad';",
      'the package `left-pad`',
      ':2',
    ],
  ])('with `%s` as `%s` is told what is wrong, and where', async (...[from, to, said, line]) => {
    await using dir = await ProjectDir.with({ ...project, ...broken(from, to) });
    const { exitCode, stderr } = await dir.mlx('train');
    expect(stderr).toContain(said);
    expect(stderr).toContain(`\ncentre.ts${line}\n`);
    expect([3, 4]).toContain(exitCode);
  });

  it.each([
    ['sharpness: 2', 'sharpness: -1', 'must be above 0', 'mlx.yaml:8:'],
    ['sharpness: 2', 'sharpnes: 2', 'Did you mean `sharpness`?', 'mlx.yaml:8:'],
    ['./centre.ts', './center.ts', '`./center.ts` is not there', 'mlx.yaml:8:'],
    [
      'type: classification, target: left, positive: "yes"',
      'type: regression, target: age',
      'and the task is regression',
      'mlx.yaml:8:',
    ],
  ])('`%s` as `%s` is found by `mlx validate`', async (...[from, to, said, place]) => {
    await using dir = await ProjectDir.with({ ...project, 'mlx.yaml': yaml.replace(from, to) });
    const { exitCode, stderr } = await dir.mlx('validate');
    expect(stderr).toContain(said);
    expect(stderr).toContain(place);
    expect(exitCode).not.toBe(0);
  });
});

/** What the training of a project has left. */
async function modelIn(dir: ProjectDir): Promise<string> {
  const file = (await dir.files()).find((each) => /artifacts\/train\/\w+\/model\.json$/.test(each));
  return dir.read(file ?? '');
}
