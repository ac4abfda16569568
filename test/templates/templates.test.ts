import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { templates } from '../../src/cli/init/templates.js';
import { installation, ProjectDir } from '../helpers/project-dir.js';

const folder = join(installation, 'templates');

/** SHA-256 of the data each generator writes: the same on every machine. */
const digests: Readonly<Record<string, string>> = {
  churn: 'e72da2472ac70eb92eb31e3cd852ed682ffe8c6961e0f70aa609a502f95257c8',
  'house-prices': '95a4b95fa4152957faffef0060302ca26411a8e4532fa5a92b90f5fcfa85cff4',
  'sales-forecast': 'e56bdb044ee2b5af83184b88ca8e457d2109b359effadc010cea9196539b7438',
  'iris-like': '3d212dc23e4492994c449c536d719298b4c18ae58d7e4b812065d119b7eba7f5',
  blank: 'b11a59d62568bc54309f120a4a71ed79cc1c72211776bb423de135f302317ae4',
};

test('every template has a folder, and every folder a template', async () => {
  expect((await readdir(folder)).toSorted()).toEqual([...templates.names, 'every'].toSorted());
});

test('no template holds a .gitignore, which npm would leave out of the package', async () => {
  const files = await readdir(folder, { recursive: true });
  expect(files.filter((file) => /\.(git|npm)ignore$/.test(file))).toEqual([]);
});

describe.each([...templates])('the template $name', ({ name, data }) => {
  test('becomes a project that validates, for mlx and for an editor', async () => {
    await using dir = await ProjectDir.with();
    expect((await dir.mlx(['init', '--template', name])).exitCode).toBe(0);
    const { exitCode, stderr } = await dir.mlx('validate');
    expect([exitCode, stderr]).toEqual([0, '']);

    const text = await dir.read('mlx.yaml');
    const named = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text)?.[1] ?? '';
    const schema = JSON.parse(await dir.read(named)) as object;
    const ajv = new Ajv({ strict: false });
    expect(ajv.validate(schema, parse(text)) ? [] : ajv.errors).toEqual([]);
  });

  test('generates the same bytes everywhere, and says that they are synthetic', async () => {
    await using dir = await ProjectDir.with();
    await dir.mlx(['init', '--template', name]);
    const digest = createHash('sha256').update(await dir.read(data));
    expect(digest.digest('hex')).toBe(digests[name]);
    for (const file of ['data/generate.mjs', 'README.md', 'mlx.yaml']) {
      expect(await dir.read(file)).toMatch(/synthetic/);
    }
  });

  test('needs nothing that differs between machines to generate its data', async () => {
    const generator = await readFile(join(folder, name, 'data', 'generate.mjs'), 'utf8');
    expect(generator.match(/^import .*/gm)).toEqual(["import { writeFileSync } from 'node:fs';"]);
    expect(generator).not.toMatch(
      /Math\.(random|log|exp|pow|sin|cos|tan|sqrt)| \*\* |Date\.now|new Date\(\)|toLocale/,
    );
  });

  test('trains a model that meets its requirements', async () => {
    await using dir = await ProjectDir.with();
    await dir.mlx(['init', '--template', name]);
    const { exitCode, stderr } = await dir.mlx('evaluate --set compute.backend=wasm');
    expect([exitCode, stderr.match(/^error.*/m)]).toEqual([0, null]);
  });

  test('stays as it was under version control after a run', async () => {
    await using dir = await ProjectDir.with();
    await dir.mlx(['init', '--template', name]);
    const before = await dir.files();
    await dir.mlx('ingest');
    const ignored = (file: string): boolean => /^(\.mlx|reports)\//.test(file);
    const after = (await dir.files()).filter((file) => before.includes(file) || !ignored(file));
    expect(after).toEqual(before);
  });
});
