import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeAtomically } from '../../src/artifacts/write-atomically.js';
import { ProjectDir } from '../helpers/project-dir.js';

it('a file is written whole, into folders made on the way, and replaced whole', async () => {
  await using project = await ProjectDir.with();
  const path = join(project.path, 'a', 'b', 'c.txt');
  await writeAtomically(path, 'one');
  expect(await project.read('a/b/c.txt')).toBe('one');
  await writeAtomically(path, Buffer.from('two'));
  expect(await project.read('a/b/c.txt')).toBe('two');
  expect(await project.files()).toEqual(['a/b/c.txt']);
});

it('a reader never sees a part, however many write at once', async () => {
  await using project = await ProjectDir.with();
  const path = join(project.path, 'a.txt');
  const texts = ['a', 'b', 'c'].map((letter) => letter.repeat(200_000));
  await writeAtomically(path, texts[0] ?? '');
  const writing = Promise.all(
    Array.from({ length: 30 }, (_, at) => writeAtomically(path, texts[at % 3] ?? '')),
  );
  for (let read = 0; read < 30; read++) expect(texts).toContain(await project.read('a.txt'));
  await writing;
});

it('a write that fails leaves no temporary file', async () => {
  await using project = await ProjectDir.with();
  await mkdir(join(project.path, 'taken', 'inside'), { recursive: true });
  await expect(writeAtomically(join(project.path, 'taken'), 'text')).rejects.toThrow();
  expect(await readdir(project.path)).toEqual(['taken']);
});
