import { expect, it } from 'vitest';
import { ProjectDir } from '../helpers/project-dir.js';
import { customers, projectOf } from '../project/broken/broken-case.js';

it('forces the stage that is named, and all of them where everything is run', async () => {
  await using project = await ProjectDir.with({
    'mlx.yaml': projectOf({ split: 'stratified' }),
    'customers.csv': customers(60),
  });
  expect((await project.mlx('split -q')).exitCode).toBe(0);
  const forced = async (words: string): Promise<readonly string[]> => {
    const { stdout } = await project.mlx(`${words} --force --dry-run`);
    return stdout.split('\n').flatMap((line) => /^(\w+) +run +forced$/.exec(line)?.[1] ?? []);
  };
  expect(await forced('split')).toEqual(['split']);
  expect(await forced('run')).toEqual(['ingest', 'split', 'train', 'evaluate', 'package']);
});
