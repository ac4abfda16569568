import { expect, it } from 'vitest';
import { ProjectDir } from '../helpers/project-dir.js';

const yaml = 'task: { type: regression, target: v }\ningest: { type: stdin, format: csv }\n';
const rows = `id,v\n${Array.from({ length: 30 }, (_, row) => `${row},${row * 3}`).join('\n')}\n`;

it('rows that are piped in are kept: the same again are recognised, and later stages need no pipe', async () => {
  await using project = await ProjectDir.with({ 'mlx.yaml': yaml });
  const first = await project.mlx('ingest', { stdin: rows });
  expect(first.stderr).toContain('30 rows');
  const again = await project.mlx('ingest', { stdin: rows });
  expect(again.stderr).toMatch(/ingest +fresh +nothing changed/);
  const later = await project.mlx('split');
  expect(later.exitCode, later.stderr).toBe(0);
  expect(later.stderr).toMatch(/ingest +fresh/);
  const others = await project.mlx('ingest', { stdin: `${rows}99,1\n` });
  expect(others.stderr).toContain('31 rows');
});

it('without a pipe, now or before, or with an empty one, says so', async () => {
  await using project = await ProjectDir.with({ 'mlx.yaml': yaml });
  for (const stdin of [undefined, '']) {
    const { exitCode, stderr } = await project.mlx('ingest', stdin === undefined ? {} : { stdin });
    expect(exitCode).toBe(4);
    expect(stderr).toContain('[data/stdin]');
  }
  const broken = await project.mlx('ingest', { stdin: 'id,v\n1,"a\n' });
  expect(broken.stderr).toContain('standard input');
  expect(broken.stderr).not.toContain('cache/stdin');
});
