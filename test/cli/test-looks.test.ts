import { appendFile, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ProjectDir } from '../helpers/project-dir.js';
import { customers, projectOf } from '../project/broken/broken-case.js';

function projectFiles(blocks: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    'mlx.yaml': projectOf({ split: 'stratified', ...blocks }),
    'customers.csv': customers(200),
  };
}

const looksOf = (stdout: string): string | undefined => /^looks +(.*)$/m.exec(stdout)?.[1];

it('every evaluation on the test split is counted, and printed', async () => {
  await using project = await ProjectDir.with(projectFiles());
  const evaluate = async (more = ''): Promise<string | undefined> =>
    looksOf((await project.mlx(`evaluate ${more}`)).stdout);
  expect(await evaluate()).toBe('test split looked at for the 1st time (1 model)');
  expect(await evaluate()).toBe('test split looked at once (1 model)');
  expect(await evaluate('--force')).toBe('test split looked at for the 2nd time (1 model)');
  expect(await evaluate('--set train=linear')).toBe(
    'test split looked at for the 3rd time (2 models)',
  );
  const page = await readFile(join(project.path, 'reports/evaluation.html'), 'utf8');
  expect(page).toContain('Test split looked at for the 3rd time (2 models)');
  expect(await evaluate('--set seed=7')).toBe('test split looked at for the 1st time (1 model)');
  const { stdout } = await project.mlx('evaluate --set train=linear --json');
  expect(JSON.parse(stdout)).toMatchObject({ test_split: { looks: 3, models: 2 } });
});

it('a look of which a crash left no trace is entered belatedly, and the artifact knows nothing of it', async () => {
  await using project = await ProjectDir.with(projectFiles());
  await project.mlx('evaluate');
  const artifact = (await project.files()).find((file) => file.endsWith('evaluation.json')) ?? '';
  const before = await readFile(join(project.path, artifact), 'utf8');
  await rm(join(project.path, '.mlx/ledger'), { recursive: true });
  expect(looksOf((await project.mlx('evaluate')).stdout)).toContain('for the 1st time');
  expect(await readFile(join(project.path, artifact), 'utf8')).toBe(before);
});

it('a sealed test split is not looked at more often than the project allows', async () => {
  await using project = await ProjectDir.with(projectFiles({ split: '{ sealed: 2 }' }));
  expect((await project.mlx('evaluate')).exitCode).toBe(0);
  expect((await project.mlx('evaluate --set train=linear')).exitCode).toBe(0);
  const { exitCode, stderr } = await project.mlx('evaluate --force');
  expect(exitCode).toBe(5);
  expect(stderr).toContain('[evaluation/test-worn]');
  expect(stderr).toContain('looked at 2 times (2 models)');
  expect(stderr).toContain('mlx.yaml:4:');
  // What is there may be read as often as one likes.
  expect((await project.mlx('evaluate')).exitCode).toBe(0);
  expect((await project.mlx('train --set train=linear')).exitCode).toBe(0);
});

it('what the audit finds stops a run when the project says so, on its line, and costs no other run', async () => {
  const leak = customers(200)
    .split('\n')
    .map((line, at) =>
      at === 0 ? `${line},gone` : line === '' ? line : `${line},${line.endsWith('yes') ? 1 : 0}`,
    );
  await using project = await ProjectDir.with({
    ...projectFiles(),
    'customers.csv': leak.join('\n'),
  });
  const warned = await project.mlx('split');
  expect(warned.exitCode).toBe(0);
  expect(warned.stderr).toContain('`gone` gives `churned` away: 170 of 170 rows');
  await appendFile(join(project.path, 'mlx.yaml'), 'features: {}\n');
  const failed = await project.mlx('train --set split.audit.giveaway=fail');
  expect(failed.exitCode).toBe(4);
  expect(failed.stderr).toMatch(/^split +fresh/m);
  expect(failed.stderr).toContain('--set split.audit.giveaway=fail');
  expect(failed.stderr).toContain('[data/leakage]');
  const off = await project.mlx('split --set split.audit=off');
  expect(off.stderr).not.toContain('gives');
  const dropped = await project.mlx('split --set features.gone=drop --set split.audit=fail');
  expect(dropped.stderr).not.toContain('gives');
});
