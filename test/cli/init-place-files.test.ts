import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { placeFiles } from '../../src/cli/init/place-files.js';
import { ProjectDir } from '../helpers/project-dir.js';

test('when a file cannot be moved, those before it are taken back and what they replaced returns', async () => {
  await using dir = await ProjectDir.with({ a: 'old', 'sub/kept': 'kept' });
  const placing = placeFiles({
    folder: dir.path,
    files: ['a', 'b', 'never-written'],
    replaceable: [],
    force: true,
    async write(staging) {
      await mkdir(staging);
      await writeFile(join(staging, 'a'), 'new');
      await writeFile(join(staging, 'b'), 'new');
    },
  });
  await expect(placing).rejects.toMatchObject({ code: 'ENOENT' });
  expect(await dir.files()).toEqual(['a', 'sub/kept']);
  expect(await dir.read('a')).toBe('old');
});

test('when writing fails, a folder that was made is gone again with the parents made for it', async () => {
  await using dir = await ProjectDir.with({ kept: '' });
  const placing = placeFiles({
    folder: join(dir.path, 'one', 'two'),
    files: ['a'],
    replaceable: [],
    force: false,
    write: () => Promise.reject(new Error('the generator failed')),
  });
  await expect(placing).rejects.toThrow('the generator failed');
  expect(await dir.files()).toEqual(['kept']);
});
