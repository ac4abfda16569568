import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { plugins } from '../../src/cli/plugins.js';
import { WritableProject } from '../../src/project/writable-project.js';
import { ProjectDir } from '../helpers/project-dir.js';

const files = {
  'base.yaml': 'version: 1\ntrain: { candidates: { net: { model: mlp, epochs: 5 } } } # of all\n',
  'mlx.yaml':
    'extends: base.yaml\ntask: { target: y } # mine\nenvironments:\n  big:\n    train: { candidates: { net: { epochs: 50 } } }\n',
};

async function opened(project: ProjectDir, more: object = {}): Promise<WritableProject> {
  return WritableProject.read({
    ...{ file: join(project.path, 'mlx.yaml'), variables: {}, cwd: project.path },
    ...{ catalogue: plugins, ...more },
  });
}

const epochs = { path: ['train', 'candidates', 'net', 'epochs'], value: 9 };

test('a setting is written into the file, or the environment, where it was written last', async () => {
  await using project = await ProjectDir.with(files);
  const [base, ...none] = (await opened(project)).edits([epochs]);
  expect(none).toEqual([]);
  expect(base?.file).toBe(join(project.path, 'base.yaml'));
  expect(base?.after).toBe(files['base.yaml'].replace('epochs: 5', 'epochs: 9'));
  const [own] = (await opened(project, { environments: ['big'] })).edits([epochs]);
  expect(own?.after).toBe(files['mlx.yaml'].replace('epochs: 50', 'epochs: 9'));
  expect(await readFile(join(project.path, 'base.yaml'), 'utf8')).toBe(files['base.yaml']);
});

test('several settings, new ones where their candidate or the project was written', async () => {
  await using project = await ProjectDir.with(files);
  const edits = (await opened(project)).edits([
    epochs,
    { path: ['train', 'candidates', 'net', 'dropout'], value: 0.2 },
    { path: ['features', 'a.b', 'scale'], value: 'robust' },
  ]);
  expect(edits.map(({ after }) => after)).toEqual([
    files['base.yaml'].replace('epochs: 5', 'epochs: 9, dropout: 0.2'),
    `${files['mlx.yaml']}features: { "a.b": { scale: robust } }\n`,
  ]);
});

test('what comes from `--set` is refused', async () => {
  await using project = await ProjectDir.with(files);
  const writable = await opened(project, { assignments: ['train.candidates.net.epochs=7'] });
  expect(() => writable.edits([epochs])).toThrow(
    expect.objectContaining({ code: 'tune/cannot-apply' }) as Error,
  );
});
