import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ProjectDir } from '../helpers/project-dir.js';

const written = [
  '.github/workflows/mlx.yml',
  '.gitignore',
  '.mlx/project.schema.json',
  'README.md',
  'data/example.csv',
  'data/generate.mjs',
  'mlx.yaml',
  'package.json',
];

describe('mlx init', () => {
  test('without a template and without data lists the templates and fails', async () => {
    await using dir = await ProjectDir.with();
    const { exitCode, stdout, stderr } = await dir.mlx('init');
    expect(exitCode).toBe(2);
    for (const name of ['churn', 'house-prices', 'iris-like', 'sales-forecast', 'blank']) {
      expect(stdout).toContain(name);
    }
    expect(stderr).toContain('mlx init my-project --template churn');
    expect(stderr).toContain('mlx init --from data.csv');
    expect(await dir.files()).toEqual([]);
  });

  test('writes a template into a new folder and says what to do next', async () => {
    await using dir = await ProjectDir.with();
    const { exitCode, stdout, stderr } = await dir.mlx('init my/project --template blank');
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(await dir.files()).toEqual(written.map((file) => `my/project/${file}`));
    expect(stdout).toContain('$ cd my/project\n  $ mlx validate');
  });

  test('--json prints the files and the next commands as one document', async () => {
    await using dir = await ProjectDir.with();
    const { stdout } = await dir.mlx('init --template blank --json');
    expect(JSON.parse(stdout)).toEqual({
      schema: 'mlx.init/1',
      folder: '.',
      files: written,
      next: ['mlx validate', 'mlx run', 'mlx explain train'],
    });
  });

  test('an unknown template is answered with the nearest', async () => {
    await using dir = await ProjectDir.with();
    const { exitCode, stderr } = await dir.mlx('init --template hose-prices');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('Did you mean `house-prices`?');
  });

  test('refuses when files are in the way, names them all and leaves everything as it was', async () => {
    const before = { 'mlx.yaml': 'mine', 'data/generate.mjs': 'mine too', '.gitignore': 'dist/\n' };
    await using dir = await ProjectDir.with(before);
    const { exitCode, stderr } = await dir.mlx('init --template blank');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('Look at: data/generate.mjs, mlx.yaml');
    expect(await dir.files()).toEqual(Object.keys(before).toSorted());
    expect(await dir.read('mlx.yaml')).toBe('mine');
  });

  test('--force replaces files, but never a folder', async () => {
    await using dir = await ProjectDir.with({ 'mlx.yaml': 'mine', 'notes.txt': 'mine' });
    expect((await dir.mlx('init --template blank --force')).exitCode).toBe(0);
    expect(await dir.read('mlx.yaml')).toContain('target: fruit');
    expect(await dir.read('notes.txt')).toBe('mine');
    await using other = await ProjectDir.with({ 'mlx.yaml/inside': 'mine' });
    expect((await other.mlx('init --template blank --force')).exitCode).toBe(2);
    expect(await other.files()).toEqual(['mlx.yaml/inside']);
  });

  test('--force replaces a link and not what it points at', async () => {
    await using dir = await ProjectDir.with({ 'shared.yaml': 'theirs' });
    await symlink('shared.yaml', join(dir.path, 'mlx.yaml'));
    expect((await dir.mlx('init --template blank --force')).exitCode).toBe(0);
    expect(await dir.read('shared.yaml')).toBe('theirs');
    expect(await dir.read('mlx.yaml')).toContain('target: fruit');
  });

  test('keeps the lines of a .gitignore and adds those it lacks, once', async () => {
    await using dir = await ProjectDir.with({ '.gitignore': 'dist/\nnode_modules/' });
    await dir.mlx('init --template blank');
    const ignored = await dir.read('.gitignore');
    expect(ignored).toMatch(/^dist\/\nnode_modules\/\n/);
    expect(ignored.match(/node_modules/g)).toHaveLength(1);
    expect(ignored).toContain('\n.mlx/*\n!.mlx/project.schema.json\n');
    await dir.mlx('init --template blank --force');
    expect(await dir.read('.gitignore')).toBe(ignored);
  });

  test('says why a folder cannot be made, and makes none of its parents', async () => {
    await using dir = await ProjectDir.with({ 'a-file': '' });
    const { exitCode, stderr } = await dir.mlx('init a-file/project --template blank');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('[init/cannot-write]');
    expect(await dir.files()).toEqual(['a-file']);
  });

  test('leaves nothing behind when it is interrupted', async () => {
    await using dir = await ProjectDir.with();
    await mkdir(join(dir.path, 'there'));
    const signal = AbortSignal.timeout(1);
    const { exitCode } = await dir.mlx('init new/er --template blank', { signal });
    expect(exitCode).toBe(130);
    expect((await dir.mlx('init there --template blank', { signal })).exitCode).toBe(130);
    expect(await dir.files()).toEqual([]);
  });

  test('options that do not go together are refused', async () => {
    await using dir = await ProjectDir.with();
    const both = await dir.mlx('init --template blank --from data.csv');
    expect([both.exitCode, both.stderr]).toEqual([2, expect.stringContaining('Leave one')]);
    const idle = await dir.mlx('init --template blank --target price');
    expect([idle.exitCode, idle.stderr]).toEqual([2, expect.stringContaining('`--target`')]);
  });
});
