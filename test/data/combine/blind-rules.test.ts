import { expect, it } from 'vitest';
import { ProjectDir } from '../../helpers/project-dir.js';

it('does not let a `type` rule pass over cells that were made missing before sources were combined', async () => {
  await using dir = await ProjectDir.with({
    'a.csv': 'id,x,y\n1,1,0.5\n2,BAD,1\n3,3,2\n',
    'b.csv': 'id,z\n1,1\n2,2\n3,3\n',
    'mlx.yaml': `task: { type: regression, target: y }
ingest:
  sources: { a: a.csv, b: b.csv }
  combine: [{ from: a }, { join: b, on: id }]
  columns: { x: { type: integer, else: missing } }
  quality: [{ column: x, type: integer, else: fail }]
`,
  });
  const { exitCode, stderr } = await dir.mlx('ingest');
  expect(exitCode).toBe(3);
  expect(stderr).toContain('quality/misfit');
  expect(stderr).not.toContain('all 3 rows keep it');
});
