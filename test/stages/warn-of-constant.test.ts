import { expect, test } from 'vitest';
import { ProjectDir } from '../helpers/project-dir.js';

test('a number to predict that never changes is told before anything learns it', async () => {
  const rows = Array.from({ length: 60 }, (_, row) => `${row % 7}.5,5`);
  await using dir = await ProjectDir.with({
    'mlx.yaml':
      'version: 1\ntask: { type: regression, target: y }\ningest: d.csv\ntrain: linear\ncompute: { backend: wasm }\n',
    'd.csv': ['x,y', ...rows].join('\n'),
  });
  const { exitCode, stderr } = await dir.mlx('train');
  expect([exitCode, stderr.includes('error:')], stderr).toEqual([0, false]);
  expect(stderr.match(/`y` is 5 in every row: there is nothing to learn/g)).toHaveLength(1);
});
