import { createHash } from 'node:crypto';
import { readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FileHashes } from '../../src/artifacts/file-hashes.js';
import { ProjectDir } from '../helpers/project-dir.js';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
/** Longer than the grain within which a file counts as just changed. */
const grainMs = 2100;

let project: ProjectDir;
let memory: string;
let file: string;
beforeEach(async () => {
  project = await ProjectDir.with({ 'a.csv': 'one' });
  memory = join(project.path, 'memory.json');
  file = join(project.path, 'a.csv');
});
afterEach(() => project[Symbol.asyncDispose]());

it('a file hashes to the SHA-256 of its content', async () => {
  expect(await new FileHashes(memory).hash(file)).toBe(sha256('one'));
});

it('a file that was changed a moment ago is not remembered', async () => {
  const hashes = new FileHashes(memory);
  await hashes.hash(file);
  await hashes.save();
  await writeFile(file, 'two');
  expect(await hashes.hash(file)).toBe(sha256('two'));
  await expect(stat(memory)).rejects.toThrow(/ENOENT/);
});

it('an old file is remembered, and its memory believed until size, time or inode change', async () => {
  await sleep(grainMs);
  const hashes = new FileHashes(memory);
  await hashes.hash(file);
  await hashes.save();
  const text = await readFile(memory, 'utf8');
  expect(text).toContain(sha256('one'));
  await writeFile(memory, text.replace(sha256('one'), 'as remembered'));
  expect(await new FileHashes(memory).hash(file)).toBe('as remembered');

  const { atime, mtime } = await stat(file);
  await writeFile(file, 'two');
  await utimes(file, atime, mtime);
  expect(await new FileHashes(memory).hash(file)).toBe(sha256('two'));
});

it.each(['{"/a": {"size', 'null', '[]', '3', ''])(
  'a memory damaged to %j costs time only',
  async (text) => {
    await writeFile(memory, text);
    expect(await new FileHashes(memory).hash(file)).toBe(sha256('one'));
  },
);

it('a missing file rejects', async () => {
  await expect(new FileHashes(memory).hash(join(project.path, 'none'))).rejects.toThrow(/ENOENT/);
});

it('hashing stops when it is told to, and says so', async () => {
  const abort = new AbortController();
  const reason = new Error('interrupted');
  await writeFile(file, 'x'.repeat(5_000_000));
  const hashing = new FileHashes(memory, abort.signal).hash(file);
  abort.abort(reason);
  await expect(hashing).rejects.toBe(reason);
});
