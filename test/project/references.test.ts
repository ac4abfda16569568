import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ProjectDir } from '../helpers/project-dir.js';
import { customers, projectOf } from './broken/broken-case.js';

describe('a reference', () => {
  it.each([
    ['${env:VALUE}', '7', 7],
    ['${env:VALUE}', '1e3', 1000],
    ['${env:MISSING:-9}', '', 9],
    ['${env:VALUE:-9}', '7', 7],
    ['4${env:VALUE}', '7', 'wrong-type'],
    ['${env:VALUE}', 'seven', 'wrong-type'],
    ['${env:VALUE}', '[7]', 'wrong-type'],
    ['${file:seed.txt}', '', 11],
  ])('seed: %s with VALUE=%s gives %s', async (seed, value, expected) => {
    await using project = await ProjectDir.with({
      'mlx.yaml': projectOf({ seed: `"${seed}"` }),
      'seed.txt': '11\n',
    });
    const result = await project.mlx('config --json', { environment: { VALUE: value } });
    if (typeof expected === 'number') {
      expect(JSON.parse(result.stdout)).toMatchObject({ settings: { seed: expected } });
    } else {
      expect(result.stderr).toContain(`[project/${expected}]`);
    }
  });

  it('in a file is relative to that file, and in an environment that is not chosen it is not looked up', async () => {
    await using project = await ProjectDir.with({
      'mlx.yaml': `extends: shared/base.yaml\n${projectOf({
        environments: '{ other: { name: "${env:NEVER_SET}" } }',
      })}`,
      'shared/base.yaml': 'name: ${file:name.txt}\n',
      'shared/name.txt': 'from-file',
    });
    const { stdout } = await project.mlx('validate --no-data --json');
    expect(JSON.parse(stdout)).toMatchObject({ project: 'ok' });
    expect((await project.mlx('config --no-origin')).stdout).toContain('name: ${file:name.txt}');
  });
});

describe('a secret', () => {
  const secret = 'hunter2-s3cr3t';
  const text = projectOf({
    ingest: '{ path: customers.csv, null_values: ["${env:TOKEN}", "key-${env:TOKEN}"] }',
    cost: '{ price: { usd_per_hour: 1, as_of: 2026-01-31, source: "${env:TOKEN}" } }',
  });

  it.each([[''], ['--json'], ['--no-origin']])(
    'is not shown by `mlx config %s`',
    async (option) => {
      await using project = await ProjectDir.with({ 'mlx.yaml': text });
      const { stdout } = await project.mlx(`config ${option}`, { environment: { TOKEN: secret } });
      expect(stdout).not.toContain(secret);
      expect(stdout).toContain('${env:TOKEN}');
      expect(stdout).toContain('key-${env:TOKEN}');
    },
  );

  it('is in no file below .mlx and in no output after a run', async () => {
    await using project = await ProjectDir.with({
      'mlx.yaml': text,
      'customers.csv': customers(),
    });
    const said: string[] = [];
    for (const [token, command] of [
      [secret, 'run --progress json'],
      [`${secret}-changed`, 'plan'],
      [`${secret}-changed`, 'run --verbose'],
      [`${secret}-changed`, 'runs show --json'],
      [`${secret}-changed`, 'cost-report --json'],
    ] as const) {
      const environment = { TOKEN: token };
      const { exitCode, stdout, stderr } = await project.mlx(command, { environment });
      expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
      said.push(stdout, stderr);
    }
    expect(said.join('\n')).not.toContain(secret);
    for (const [file, content] of await contents(project)) {
      expect(content.includes(secret), file).toBe(false);
    }
  });

  it('that changes makes its stage run again, and one that does not is reused', async () => {
    await using project = await ProjectDir.with({ 'mlx.yaml': text, 'customers.csv': customers() });
    const ingest = async (token: string, command: string): Promise<string> => {
      const { stdout } = await project.mlx(command, { environment: { TOKEN: token } });
      return stdout.split('\n').find((line) => line.startsWith('ingest')) ?? '';
    };
    await ingest('one', 'ingest -q');
    expect(await ingest('one', 'plan')).toContain('reuse');
    const changed = await ingest('two', 'plan');
    expect(changed).toMatch(/run .*null_values.*\$\{env:TOKEN\}/);
    expect(changed).not.toMatch(/"(one|two)"/);
  });
});

async function contents({ path }: ProjectDir): Promise<readonly (readonly [string, Buffer])[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async ({ parentPath, name }) => [name, await readFile(join(parentPath, name))] as const),
  );
}
