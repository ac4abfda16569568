import { expect, it } from 'vitest';
import { openDatabase } from '../../src/data/tables/database.js';
import { parquetRows } from '../../src/data/tables/sql.js';
import { keys, peopleCsv, peopleYaml, person } from '../erasure/people.js';
import { ProjectDir } from '../helpers/project-dir.js';

const environment = keys;
const tokenised =
  'email: { action: tokenise, vault: private/people.vault, key: "${env:VAULT_KEY}" }';

async function tokensOf(project: ProjectDir): Promise<readonly string[]> {
  const file = (await project.files()).find((each) => each.endsWith('table.parquet')) ?? '';
  await using database = await openDatabase();
  const rows = await database.rows<{ email: string }>(
    `SELECT email FROM ${parquetRows(`${project.path}/${file}`)} LIMIT 2`,
  );
  return rows.map(({ email }) => email);
}

it('tokens are mapped back by whoever has vault and key, and by nobody else', async () => {
  await using project = await ProjectDir.with({
    'mlx.yaml': peopleYaml(tokenised),
    'people.csv': peopleCsv(),
  });
  const early = await project.mlx('reveal tok_1', { environment });
  expect([early.exitCode, early.stderr]).toEqual([
    2,
    expect.stringContaining('The project has no vault'),
  ]);
  expect((await project.mlx('ingest', { environment })).exitCode).toBe(0);
  const [first = '', second = ''] = await tokensOf(project);

  const both = await project.mlx(['reveal', second, first], { environment });
  expect(both.stderr).toBe('');
  expect(both.stdout).toBe(`p1@example.com\n${person.email}\n`);
  const { stdout } = await project.mlx(['reveal', first, '--json'], { environment });
  expect(JSON.parse(stdout)).toEqual({
    schema: 'mlx.reveal/1',
    values: [{ token: first, value: person.email }],
  });

  const unknown = await project.mlx(['reveal', first, 'tok_0'], { environment });
  expect(unknown).toMatchObject({ exitCode: 2, stdout: '' });
  expect(unknown.stderr).toContain('No vault knows `tok_0`');
  const other = { ...environment, VAULT_KEY: 'another key that is long' };
  const wrong = await project.mlx(['reveal', first], { environment: other });
  expect(wrong).toMatchObject({ exitCode: 3, stdout: '' });
  expect(wrong.stderr).toContain('The key does not open the vault');

  await project.mlx(['forget', '--subject', person.id, '--yes'], { environment });
  const erased = await project.mlx(['reveal', first], { environment });
  expect([erased.exitCode, erased.stdout]).toEqual([2, '']);
});
