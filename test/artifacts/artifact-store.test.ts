import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ArtifactStore, folderBytes } from '../../src/artifacts/artifact-store.js';
import { type FingerprintParts, fingerprintOf } from '../../src/artifacts/fingerprint.js';
import { ProjectDir } from '../helpers/project-dir.js';

const parts: FingerprintParts = { stage: 'split', version: 1, settings: 1, inputs: {}, files: {} };
const fingerprint = fingerprintOf(parts);
/** No process has an id this high: Linux ends at 4,194,304. */
const deadPid = 4_999_999;

let project: ProjectDir;
let store: ArtifactStore;
beforeEach(async () => {
  project = await ProjectDir.with();
  store = new ArtifactStore(project.path);
});
afterEach(() => project[Symbol.asyncDispose]());

const fill = (text: string) => async (folder: string) => {
  await writeFile(join(folder, 'content.txt'), text);
  return { facts: [{ name: 'length', value: text.length }] };
};
const content = (): Promise<string> =>
  readFile(join(store.pathOf('split', fingerprint), 'content.txt'), 'utf8');
const folders = (): Promise<string[]> => readdir(join(project.path, 'artifacts', 'split'));

it('an artifact is there once it is whole, with what it says about itself', async () => {
  expect(await store.has('split', fingerprint)).toBe(false);
  await store.create(parts, fingerprint, {
    replace: false,
    fill: async (folder) => {
      expect(await store.has('split', fingerprint)).toBe(false);
      return fill('one')(folder);
    },
  });
  expect(await store.has('split', fingerprint)).toBe(true);
  expect(await store.facts('split', fingerprint)).toEqual({
    fingerprint,
    parts,
    facts: [{ name: 'length', value: 3 }],
  });
  expect(await folders()).toEqual([fingerprint.slice(0, 16)]);
  expect(await folderBytes(store.pathOf('split', fingerprint))).toBeGreaterThan(100);
});

it('work that fails leaves nothing', async () => {
  const failing = store.create(parts, fingerprint, {
    replace: false,
    fill: async (folder) => {
      await fill('half')(folder);
      throw new Error('no more');
    },
  });
  await expect(failing).rejects.toThrow('no more');
  expect(await folders()).toEqual([]);
});

it('of several at once the first stays, and none fails', async () => {
  const texts = ['a', 'b', 'c', 'd', 'e'];
  await Promise.all(
    texts.map((text) => store.create(parts, fingerprint, { replace: false, fill: fill(text) })),
  );
  expect(texts).toContain(await content());
  expect(await folders()).toEqual([fingerprint.slice(0, 16)]);
});

it('one that is there stays, unless it is to be replaced', async () => {
  await store.create(parts, fingerprint, { replace: false, fill: fill('first') });
  await store.create(parts, fingerprint, { replace: false, fill: fill('second') });
  expect(await content()).toBe('first');
  await store.create(parts, fingerprint, { replace: true, fill: fill('third') });
  expect(await content()).toBe('third');
  expect(await folders()).toEqual([fingerprint.slice(0, 16)]);
});

it('a failed replacement leaves what was there', async () => {
  await store.create(parts, fingerprint, { replace: false, fill: fill('first') });
  const failing = store.create(parts, fingerprint, {
    replace: true,
    fill: () => Promise.reject(new Error('no more')),
  });
  await expect(failing).rejects.toThrow('no more');
  expect(await content()).toBe('first');
});

it('what a killed process left half done is cleared away, and what a live one is filling is not', async () => {
  const folder = join(project.path, 'artifacts', 'split');
  await mkdir(join(folder, `partial-${deadPid}-0a1b2c3d`, 'deep'), { recursive: true });
  await mkdir(join(folder, `partial-${process.ppid}-0a1b2c3d`), { recursive: true });
  await store.create(parts, fingerprint, { replace: false, fill: fill('whole') });
  expect((await folders()).toSorted()).toEqual(
    [fingerprint.slice(0, 16), `partial-${process.ppid}-0a1b2c3d`].toSorted(),
  );
});

it('the latest parts of a stage are remembered; a damaged memory is none', async () => {
  expect(await store.latest('split')).toBeUndefined();
  await store.setLatest(parts);
  expect(await store.latest('split')).toEqual(parts);
  await project.write({ 'latest/split.json': '{"stage": "spl' });
  expect(await store.latest('split')).toBeUndefined();
});
