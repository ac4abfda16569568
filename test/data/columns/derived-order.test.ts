import { expect, it } from 'vitest';
import { ProjectDir } from '../../helpers/project-dir.js';

it('derived columns stand in the table as they are written, each after those it is worked out from', async () => {
  await using dir = await ProjectDir.with({
    'rows.csv': 'b,a,y\n1,2,3\n4,5,6\n7,8,10\n',
    'mlx.yaml': `
task: { type: regression, target: y }
ingest:
  path: rows.csv
  columns:
    zeta: { expression: a + 1 }
    beta: { expression: alpha * 2 }
    alpha: { expression: b - 1 }
    gamma: { lag: { of: a, order: b } }
`,
  });
  const names = async (): Promise<readonly string[]> => {
    const run = await dir.mlx('ingest --json');
    expect(run.exitCode, run.stderr).toBe(0);
    const files = (await dir.files()).filter((name) => /artifacts.ingest.*ingest.json$/.test(name));
    const tables = await Promise.all(
      files.map(async (file) => {
        const { table } = JSON.parse(await dir.read(file)) as {
          readonly table: { readonly columns: readonly { readonly name: string }[] };
        };
        return table.columns.map(({ name }) => name).join(' ');
      }),
    );
    return tables.toSorted();
  };
  expect(await names()).toEqual(['b a y zeta alpha beta gamma']);
  // Another order is another table, not the one that is there.
  const yaml = await dir.read('mlx.yaml');
  const moved = yaml.replace('    zeta: { expression: a + 1 }\n', '');
  await dir.write({ 'mlx.yaml': `${moved.trimEnd()}\n    zeta: { expression: a + 1 }\n` });
  expect(await names()).toEqual(['b a y alpha beta gamma zeta', 'b a y zeta alpha beta gamma']);
});
