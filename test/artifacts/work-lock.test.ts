import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { processAlive, processBirth } from '../../src/artifacts/process-alive.js';
import { holdWorkLock, sweepWorkLocks } from '../../src/artifacts/work-lock.js';
import { ProjectDir } from '../helpers/project-dir.js';

const deadPid = 4_999_999;
const forever = new AbortController().signal;
const nobody = (pid: number): never => {
  throw new Error(`waited for ${pid}`);
};

let project: ProjectDir;
let path: string;
beforeEach(async () => {
  project = await ProjectDir.with();
  path = join(project.path, 'locks', 'a.lock');
  await project.write({ 'locks/keep': '' });
});
afterEach(() => project[Symbol.asyncDispose]());

/** The process that started this one: it lives as long as the test. */
const another = process.ppid;
const held = async (): Promise<string> => `${another} ${await processBirth(another)}\n`;

it('a free lock is taken at once and names its holder; the release frees it', async () => {
  const release = await holdWorkLock(path, { onWait: nobody, signal: forever });
  expect(await readFile(path, 'utf8')).toBe(`${process.pid} ${await processBirth(process.pid)}\n`);
  await release();
  expect(await readdir(join(project.path, 'locks'))).toEqual(['keep']);
});

it.each([
  ['a dead process', `${deadPid} 12\n`],
  ['a process that has only got the id of the one that died', `${another} 12\n`],
  ['an earlier process with the id of this one', `${process.pid} 12\n`],
  ['nobody, because it was killed before it wrote its id', ''],
  ['nobody, because the file is damaged', 'what\n'],
  ['nobody, because the file is cut off', '12'],
])('a lock held by %s is stale', async (_who, text) => {
  await writeFile(path, text);
  const release = await holdWorkLock(path, { onWait: nobody, signal: forever });
  expect(await readFile(path, 'utf8')).toContain(`${process.pid} `);
  await release();
});

it('a lock held by a live process is waited for, and its holder is told once', async () => {
  await writeFile(path, await held());
  const waits: number[] = [];
  const waiting = holdWorkLock(path, { onWait: (pid) => waits.push(pid), signal: forever });
  await sleep(350);
  expect(waits).toEqual([another]);
  await project.write({ 'locks/a.lock': `${deadPid} 1\n` });
  await (await waiting)();
});

it('waiting ends with the signal, and the lock stays with its holder', async () => {
  await writeFile(path, await held());
  const interrupt = new AbortController();
  const waiting = holdWorkLock(path, { onWait: () => interrupt.abort(), signal: interrupt.signal });
  await expect(waiting).rejects.toThrow(/abort/i);
  expect(await readFile(path, 'utf8')).toBe(await held());
});

it('a process is told from a later one with its id', async () => {
  expect(processAlive(process.pid)).toBe(true);
  expect(processAlive(deadPid)).toBe(false);
  expect(await processBirth(process.pid)).toMatch(/^\d+$/);
  expect(await processBirth(deadPid)).toBe('');
});

it('a sweep removes the locks of the dead, and no others', async () => {
  const release = await holdWorkLock(path, { onWait: nobody, signal: forever });
  await project.write({ 'locks/dead.lock': `${deadPid} 12\n`, 'locks/alive.lock': await held() });
  await sweepWorkLocks(join(project.path, 'locks'));
  expect((await readdir(join(project.path, 'locks'))).toSorted()).toEqual([
    'a.lock',
    'alive.lock',
    'keep',
  ]);
  await release();
});
