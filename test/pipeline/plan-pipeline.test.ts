import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ArtifactStore } from '../../src/artifacts/artifact-store.js';
import { FileHashes } from '../../src/artifacts/file-hashes.js';
import type { Json } from '../../src/contracts/json.js';
import { type PlannedStage, planPipeline } from '../../src/pipeline/plan-pipeline.js';
import { runPipeline } from '../../src/pipeline/run-pipeline.js';
import type { StageRecord } from '../../src/pipeline/run-record.js';
import type { Stage } from '../../src/pipeline/stage.js';
import { local } from '../../src/targets/local.js';
import { loadedProject } from '../helpers/loaded-project.js';
import { ProjectDir } from '../helpers/project-dir.js';
import { housesYaml } from '../helpers/small-projects.js';

const machine = {
  cacheDir: '',
  memoryBytes: 2 ** 30,
  setEnvironment: () => undefined,
  environment: {},
  self: [],
};

await using elsewhere = await ProjectDir.with({ 'mlx.yaml': housesYaml });
const project = await loadedProject(elsewhere);

let folder: ProjectDir;
let settings: Record<string, Json>;
let ran: string[];
let records: StageRecord[];
beforeEach(async () => {
  folder = await ProjectDir.with({ 'in.txt': 'one' });
  settings = { read: { of: 1, and: 2 }, count: null };
  [ran, records] = [[], []];
});
afterEach(() => folder[Symbol.asyncDispose]());

const stage = (name: string, needs: readonly string[], more: Partial<Stage> = {}): Stage => ({
  ...{ name, needs, version: 1, summary: '' },
  settings: () => settings[name] ?? null,
  async run({ output }) {
    ran.push(name);
    await writeFile(join(output, 'content.txt'), JSON.stringify(settings[name]));
    return { facts: [{ name: 'ran', value: ran.length }] };
  },
  ...more,
});
const read = stage('read', [], { files: () => Promise.resolve(['in.txt']) });
const count = stage('count', ['read']);

type Wish = Partial<Parameters<typeof planPipeline>[0]>;

async function plan(wish: Wish = {}): Promise<PlannedStage[]> {
  const root = join(folder.path, '.mlx');
  return planPipeline({
    stages: [read, count],
    project,
    projectDir: folder.path,
    store: new ArtifactStore(root),
    hashes: new FileHashes(join(root, 'hashes.json')),
    ...wish,
  });
}

async function run(wish: Wish = {}): Promise<void> {
  await runPipeline({
    plan: await plan(wish),
    project,
    projectDir: folder.path,
    store: new ArtifactStore(join(folder.path, '.mlx')),
    placeOf: () => ({ target: 'local', execute: local.open({}, machine) }),
    emit: () => undefined,
    record: (each) => Promise.resolve(void records.push(each)),
    signal: new AbortController().signal,
  });
}

const said = (planned: readonly PlannedStage[]): string[] =>
  planned.map((each) => `${each.stage.name} ${each.state}: ${each.reason}`);

describe('a plan', () => {
  it('knows every fingerprint before anything has run, and makes nothing', async () => {
    const before = await plan();
    expect(said(before)).toEqual(['read stale: never run', 'count stale: never run']);
    expect(await folder.files()).toEqual(['in.txt']);
    await run();
    const after = await plan();
    expect(after.map(({ fingerprint }) => fingerprint)).toEqual(
      before.map(({ fingerprint }) => fingerprint),
    );
    expect(said(after)).toEqual(['read fresh: nothing changed', 'count fresh: nothing changed']);
  });

  it('follows a change forwards, never backwards', async () => {
    await run();
    settings = { ...settings, count: 2 };
    expect(said(await plan())).toEqual(['read fresh: nothing changed', 'count stale:  null → 2']);
    settings = { read: { of: 3, and: 2 }, count: null };
    expect(said(await plan())).toEqual(['read stale: of 1 → 3', 'count stale: read changed']);
  });

  it('sees the content of files, not their times', async () => {
    await run();
    await folder.write({ 'in.txt': 'one' });
    expect(said(await plan())[0]).toBe('read fresh: nothing changed');
    await folder.write({ 'in.txt': 'two' });
    expect(said(await plan())[0]).toBe('read stale: in.txt changed');
  });

  it('refuses a missing file by name', async () => {
    const lost = stage('read', [], { files: () => Promise.resolve(['none.txt']) });
    await expect(plan({ stages: [lost] })).rejects.toMatchObject({
      code: 'data/file-missing',
      message: 'Cannot read `none.txt`',
    });
  });

  it('runs what is forced and what has lapsed, and tells why', async () => {
    await run();
    expect(said(await plan({ force: ['count'] }))[1]).toBe('count stale: forced');
    const lapsed = (each: PlannedStage): Promise<string | undefined> =>
      Promise.resolve(each.stage.name === 'count' ? 'the server is gone' : undefined);
    const planned = await plan({ lapsed });
    expect(said(planned)).toEqual([
      'read fresh: nothing changed',
      'count stale: the server is gone',
    ]);
    expect(planned[1]?.repeats).toBe(true);
  });
});

describe('a run', () => {
  it('records what ran with its usage, and what was reused with its facts', async () => {
    await run();
    await run();
    expect(records.map((each) => [each.stage, each.state])).toEqual([
      ['read', 'ran'],
      ['count', 'ran'],
      ['read', 'reused'],
      ['count', 'reused'],
    ]);
    expect(records[0]?.usage?.bytes).toBeGreaterThan(0);
    expect(records[2]?.facts).toEqual([{ name: 'ran', value: 1 }]);
  });

  it('hands a stage its settings with keys in one order, because the fingerprint does not know another', async () => {
    let seen: Json = null;
    const watching = stage('read', [], {
      run: (job) => {
        seen = job.settings;
        return Promise.resolve({ facts: [] });
      },
    });
    await run({ stages: [watching] });
    expect(JSON.stringify(seen)).toBe('{"and":2,"of":1}');
  });

  it('takes up what was made before when a change is taken back', async () => {
    await run();
    settings = { ...settings, count: 2 };
    await run();
    settings = { ...settings, count: null };
    expect(said(await plan())[1]).toBe('count fresh: made by an earlier run');
    await run();
    expect(ran).toEqual(['read', 'count', 'count']);
  });

  it('stops at a stage that fails, records it, and wraps what nobody foresaw', async () => {
    const failing = stage('read', [], { run: () => Promise.reject(new Error('oh')) });
    await expect(run({ stages: [failing, count] })).rejects.toMatchObject({
      code: 'stage/failed',
      cause: new Error('oh'),
    });
    expect(records.map((each) => each.state)).toEqual(['failed']);
    expect(ran).toEqual([]);
  });

  it('asks the gate of new and of reused artifacts, after it has recorded them', async () => {
    const gated = stage('read', [], { gate: () => Promise.reject(new Error('not good enough')) });
    await expect(run({ stages: [gated, count] })).rejects.toThrow('not good enough');
    await expect(run({ stages: [gated, count] })).rejects.toThrow('not good enough');
    expect(records.map((each) => each.state)).toEqual(['ran', 'reused']);
    expect(ran).toEqual(['read']);
  });
});
