import { expect, test } from 'vitest';
import { ProjectDir } from '../helpers/project-dir.js';

/** `plan` is always there in training, and missing in half the test rows. */
const rows = Array.from({ length: 200 }, (_, at) => {
  const split = at < 150 ? 'train' : 'test';
  const plan = split === 'test' && at % 2 === 0 ? '' : ['basic', 'family'][at % 2];
  return `${at % 17},${plan ?? ''},${at % 3 === 0 ? 'yes' : 'no'},${split}`;
});

const project = {
  'data.csv': ['tenure,plan,churned,part', ...rows].join('\n'),
  'mlx.yaml': `
task: { type: classification, target: churned }
ingest: data.csv
split: { column: part }
train: linear
`,
};

test('a value that was never missing in training may be missing when the model is judged, packaged and used', async () => {
  await using dir = await ProjectDir.with(project);
  const run = await dir.mlx('package');
  expect([run.exitCode, run.stderr.includes('error')]).toEqual([0, false]);

  const known = await dir.mlx(['predict', '{"tenure": 3, "plan": null}']);
  expect(known.exitCode).toBe(0);
  const forgotten = await dir.mlx(['predict', '{"tenure": 3}']);
  expect(forgotten.exitCode).toBe(4);
  expect(forgotten.stderr).toContain('`plan` should be a text; found nothing');
});
