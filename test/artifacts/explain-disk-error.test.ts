import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { explainDiskError } from '../../src/artifacts/explain-disk-error.js';
import { MlxError } from '../../src/errors/index.js';
import { ProjectDir } from '../helpers/project-dir.js';

const failed = (code: string, syscall: string): Error =>
  Object.assign(new Error(`${code}: no`), { code, syscall, path: '/shop/.mlx' });

it.each([
  ['ENOSPC', 'write', 'is full', 'Make room'],
  ['EDQUOT', 'write', 'is full', 'Make room'],
  ['EROFS', 'mkdir', 'cannot be written to', 'move the project'],
  ['EACCES', 'mkdir', 'mlx may not write to `/shop/.mlx`', 'move the project'],
  ['EPERM', 'rename', 'mlx may not write to `/shop/.mlx`', 'move the project'],
])('%s of %s is told with what to do', (...[code, syscall, message, hint]) => {
  const said = explainDiskError(failed(code, syscall)) as MlxError;
  expect(said).toBeInstanceOf(MlxError);
  expect(said.code).toBe('data/disk');
  expect(said.message).toContain(message);
  expect(said.hints.join()).toContain(hint);
});

it.each([
  ['EACCES', 'open'],
  ['ENOENT', 'mkdir'],
])('%s of %s is left as it is', (code, syscall) => {
  const error = failed(code, syscall);
  expect(explainDiskError(error)).toBe(error);
});

it.skipIf(process.getuid?.() === 0)(
  'a folder that may not be written to (skipped for root)',
  async () => {
    await using project = await ProjectDir.with({ 'rows.csv': 'a,b\n1,2\n' });
    await mkdir(join(project.path, 'shut'));
    await chmod(join(project.path, 'shut'), 0o555);
    const error = await mkdir(join(project.path, 'shut', '.mlx')).catch(
      (caught: unknown) => caught,
    );
    expect(explainDiskError(error)).toMatchObject({ code: 'data/disk' });
  },
);
