import { describe, expect, it } from 'vitest';
import { ProjectDir } from '../helpers/project-dir.js';

const files = {
  'rows.csv': `x,y\n${Array.from({ length: 60 }, (_, at) => `${at},${at % 2}`).join('\n')}\n`,
  'clean.ts':
    "import { by } from './by.js';\nexport const step = ({ columns: { x, y } }: any, { params }: any) =>\n  ({ columns: { y, z: x.map((n: number) => by(n) * params.times) } });\n",
  'by.ts': 'export const by = (n: number): number => n + 1;\n',
  'mlx.yaml': `version: 1
name: steps
task: { type: regression, target: z }
ingest:
  path: rows.csv
  columns: { z: number }
  steps:
    - { module: ./clean.ts, times: 2 }
`,
};

describe('`ingest.steps`', () => {
  it('run with mlx ingest, and again when a module, what it imports or its params change', async () => {
    await using project = await ProjectDir.with(files);
    expect((await project.mlx('validate')).exitCode).toBe(0);
    const first = await project.mlx('ingest');
    expect(first.stderr).toContain('60 rows · 2 columns');
    expect((await project.mlx('ingest')).stderr).toContain('nothing changed');
    await project.write({ 'by.ts': 'export const by = (n: number): number => n + 2;\n' });
    expect((await project.mlx('ingest')).stderr).toContain('by.ts changed');
    await project.write({ 'mlx.yaml': files['mlx.yaml'].replace('times: 2', 'times: 3') });
    expect((await project.mlx('ingest')).stderr).toContain('60 rows');
  });

  it.each(['validate', 'ingest'])(
    '`mlx %s` points at a module that is not there',
    async (command) => {
      await using project = await ProjectDir.with({
        ...files,
        'mlx.yaml': files['mlx.yaml'].replace('./clean.ts', './clear.ts'),
      });
      const { exitCode, stderr } = await project.mlx(command);
      expect(exitCode).toBe(3);
      expect(stderr).toContain('mlx.yaml:8:');
      expect(stderr).toContain('`./clear.ts` is not there');
    },
  );
});
