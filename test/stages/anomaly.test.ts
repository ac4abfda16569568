import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ProjectDir } from '../helpers/project-dir.js';

/** Points round the middle, and five far from it; the same each time. */
function points(): string {
  const rows = Array.from({ length: 300 }, (_, row) => {
    const far = row % 60 === 7 ? 40 : 0;
    const turn = (row * 2.399) % (2 * Math.PI);
    const reach = (row % 17) / 10 + far;
    return `${(Math.cos(turn) * reach).toFixed(4)},${(Math.sin(turn) * reach).toFixed(4)},${row % 3 === 0 ? 'red' : 'blue'}`;
  });
  return `x,y,colour\n${rows.join('\n')}\n`;
}

it('finds odd rows in data in which nobody has said which they are', async () => {
  await using project = await ProjectDir.with({
    'points.csv': points(),
    'mlx.yaml': `task: { type: anomaly, contamination: 5% }
ingest: points.csv
train: { candidates: { forest: isolation-forest } }
requirements: [ { metric: flagged_share, max: 0.2 } ]
`,
  });
  const run = await project.mlx('run');
  expect(run.stderr).toContain('requirements met 1 of 1');
  expect(run.exitCode).toBe(0);
  // No column was taken for the answer: all are features, and all rows are in a split.
  expect(run.stderr).toContain('3 columns · 3 features');
  expect(run.stderr).toContain('train 210 · validation 45 · test 45');

  const evaluations = '.mlx/artifacts/evaluate';
  const [name = ''] = await readdir(join(project.path, evaluations));
  const written = (await project.read(`${evaluations}/${name}/predictions.csv`)).split('\n');
  expect(written[0]).toBe('row,score');
  const { evaluation } = JSON.parse(
    await project.read(`${evaluations}/${name}/evaluation.json`),
  ) as {
    readonly evaluation: {
      readonly metrics: object;
      readonly detail: { readonly kind: string; readonly flagged: number; readonly rows: number };
      readonly worst: readonly { readonly row: number }[];
    };
  };
  expect(Object.keys(evaluation.metrics)).toEqual(['flagged_share']);
  expect(evaluation.detail).toMatchObject({ kind: 'scores', rows: 45 });

  const report = await project.read('reports/evaluation.html');
  expect(report).toContain('says how odd rows are');
  expect(report).toContain(`It flags ${evaluation.detail.flagged} of 45 rows`);
  expect(report).not.toContain('undefined');

  const near = '{"x":0.1,"y":0.2,"colour":"blue"}';
  const far = '{"x":-38,"y":12,"colour":"red"}';
  const { stdout } = await project.mlx(['predict', `[${near},${far}]`]);
  const { predictions } = JSON.parse(stdout) as {
    readonly predictions: readonly { readonly score: number; readonly flagged: boolean }[];
  };
  expect(predictions.map(({ flagged }) => flagged)).toEqual([false, true]);
}, 240_000);
