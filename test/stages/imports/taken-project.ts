import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect } from 'vitest';
import { ProjectDir } from '../../helpers/project-dir.js';

const fixtures = join(import.meta.dirname, 'fixtures');
export const read = (name: string): Promise<Buffer> => readFile(join(fixtures, name));

/** What the library that made each model says of the rows. */
export const said = JSON.parse((await read('said.json')).toString()) as Record<
  string,
  number[] | number[][] | { readonly classes: string[]; readonly rows: number[][] }
>;

const can = (name: string): boolean => {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch {
    return false;
  }
};
export const hasOnnx = can('onnxruntime-web') || can('onnxruntime-node');

const targets = {
  churn: 'classification',
  size: 'classification',
  value: 'regression',
} as const;

/** A column that models are made for. */
export type Target = keyof typeof targets;

/** A project over the rows whose one candidate is a file. */
export async function projectOf(
  files: readonly string[],
  {
    target,
    train,
    more = '',
  }: { readonly target: Target; readonly train: string; readonly more?: string },
): Promise<ProjectDir> {
  const others = Object.keys(targets).filter((name) => name !== target);
  const contents = await Promise.all(files.map(async (name) => [name, await read(name)] as const));
  return ProjectDir.with({
    ...Object.fromEntries(contents),
    'rows.csv': await read('rows.csv'),
    'mlx.yaml': `version: 1
name: taken
seed: 1
task: { type: ${targets[target]}, target: ${target}${target === 'churn' ? ', positive: "yes"' : ''} }
ingest: { path: rows.csv, columns: { ${others.map((name) => `${name}: ignore`).join(', ')} } }
train:
  candidates:
    taken: ${train}
  select: ${target === 'value' ? 'rmse' : 'log_loss'}
${more}`,
  });
}

/** All that the package of a project says of the rows, by name of the column. */
export async function answers(dir: ProjectDir): Promise<readonly Record<string, string>[]> {
  const made = await dir.mlx('package');
  expect(made.stderr).toContain('model taken (');
  expect(made.exitCode).toBe(0);
  const asked = await dir.mlx(['predict', '--in', 'rows.csv', '--out', 'said.csv']);
  expect(asked.exitCode).toBe(0);
  const [head = '', ...lines] = (await readFile(join(dir.path, 'said.csv'), 'utf8'))
    .trim()
    .split('\n');
  const names = head.split(',');
  return lines.map((line) =>
    Object.fromEntries(line.split(',').map((cell, at) => [names[at] ?? '', cell])),
  );
}
