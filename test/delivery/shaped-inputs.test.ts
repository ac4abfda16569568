import { expect, test } from 'vitest';
import { ProjectDir } from '../helpers/project-dir.js';

const rows = Array.from({ length: 80 }, (_, row) => {
  const pounds = 100 + ((row * 37) % 80);
  return `${pounds},${row % 3 === 0 ? 'm' : 'f'},${30 + (row % 40)},${(pounds * 0.9).toFixed(2)}`;
});

const project = `task: { type: regression, target: price }
ingest:
  path: rows.csv
  columns:
    weight: { unit: { from: lb, to: kg } }
    sex: { from: kind, map: { m: male, f: female } }
    heavy: { expression: "weight > 60" }
  privacy: { age: { action: generalise, width: 10 } }
`;

test('a model says of each column that ingest changes how a row has to hold it', async () => {
  await using dir = await ProjectDir.with({
    'rows.csv': `weight,kind,age,price\n${rows.join('\n')}\n`,
    'new.csv': 'weight,sex,age,heavy\n90,male,30,true\n',
    'mlx.yaml': project,
  });
  expect(await dir.mlx('run')).toMatchObject({ exitCode: 0 });
  const said = {
    weight: 'in kg, which ingest converts from lb',
    sex: '`kind` in the sources; with the values that `map` gives',
    heavy: 'worked out by ingest from other columns',
    age: 'generalised, as `ingest.privacy` says',
  };
  const loud = await dir.mlx('predict --in new.csv');
  expect(loud.exitCode).toBe(0);
  for (const [name, how] of Object.entries(said)) {
    expect(loud.stderr).toContain(`rows must hold \`${name}\` as ingest leaves it: ${how}`);
  }
  expect(loud.stdout).not.toContain('warning');
  expect((await dir.mlx('predict --in new.csv --quiet')).stderr).toBe('');
  const file = (await dir.files()).find((name) => name.endsWith('signature.json')) ?? '';
  const signature = JSON.parse(await dir.read(file)) as {
    readonly schema: {
      readonly input: {
        readonly properties: Readonly<Record<string, { readonly description: string }>>;
      };
    };
  };
  expect(signature.schema.input.properties['weight']?.description).toContain(said.weight);
});
