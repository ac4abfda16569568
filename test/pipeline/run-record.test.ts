import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  newRunId,
  type RunRecord,
  RunRecords,
  secondsOfRun,
} from '../../src/pipeline/run-record.js';
import { ProjectDir } from '../helpers/project-dir.js';

const deadPid = 4_999_999;
const record = (id: string, more: Partial<RunRecord> = {}): RunRecord => ({
  schema: 'mlx.run/1',
  id,
  command: 'run',
  project: 'test',
  startedAt: '2026-01-02T03:04:05.000Z',
  outcome: 'done',
  pid: process.pid,
  versions: { mlx: '0', node: '0' },
  machine: { platform: 'linux-x64', cpus: 1, cpu: 'test' },
  stages: [],
  ...more,
});

let project: ProjectDir;
let records: RunRecords;
beforeEach(async () => {
  project = await ProjectDir.with();
  records = new RunRecords(project.path);
});
afterEach(() => project[Symbol.asyncDispose]());

it('there are none before the first', async () => {
  expect(await records.list()).toEqual([]);
});

it('they come newest first, in one second too', async () => {
  await records.save(record('20260102-030405-ffff', { startedAt: '2026-01-02T03:04:05.100Z' }));
  await records.save(record('20260102-030405-0000', { startedAt: '2026-01-02T03:04:05.900Z' }));
  await records.save(record('20260102-030404-aaaa', { startedAt: '2026-01-02T03:04:04.000Z' }));
  expect((await records.list()).map(({ id }) => id)).toEqual([
    '20260102-030405-0000',
    '20260102-030405-ffff',
    '20260102-030404-aaaa',
  ]);
});

it('a record is rewritten in place', async () => {
  await records.save(record('a', { outcome: 'running' }));
  await records.save(record('a', { outcome: 'failed' }));
  expect((await records.list()).map(({ outcome }) => outcome)).toEqual(['failed']);
});

it('one whose process died without a word was killed; one that still runs runs', async () => {
  await records.save(record('b', { outcome: 'running', pid: deadPid }));
  await records.save(record('a', { outcome: 'running' }));
  expect((await records.list()).map(({ outcome }) => outcome)).toEqual(['killed', 'running']);
});

it.each(['', '{"schema": "mlx.run/1", "id', 'null', '[]', '{"schema": "mlx.run/9"}'])(
  'a record damaged to %j does not hide the others',
  async (text) => {
    await records.save(record('a'));
    await project.write({ 'runs/b.json': text, 'runs/c.json.0a1b2c3d.tmp': '{' });
    expect((await records.list()).map(({ id }) => id)).toEqual(['a']);
    await project.write({ '.mlx/runs/b.json': text });
    expect(await project.mlx('runs list')).toMatchObject({ exitCode: 0 });
  },
);

it('ids sort by time and do not repeat', () => {
  const at = (iso: string): string => newRunId(new Date(iso));
  expect(at('2026-01-02T03:04:05.678Z')).toMatch(/^20260102-030405-[0-9a-f]{4}$/);
  expect(at('2026-01-02T03:04:05Z') < at('2026-01-02T03:04:06Z')).toBe(true);
  const some = new Set(Array.from({ length: 20 }, () => at('2026-01-02T03:04:05Z')));
  expect(some.size).toBeGreaterThan(18);
});

it('a run took what it waited too; one under way has not taken anything yet', async () => {
  const waited = record('a', { finishedAt: '2026-01-02T03:04:47.500Z' });
  const quick = record('b', { finishedAt: '2026-01-02T03:04:06.000Z' });
  const begun = record('c', { outcome: 'running' });
  expect([waited, quick, begun].map(secondsOfRun)).toEqual([42.5, 1, undefined]);
  const kept = new RunRecords(`${project.path}/.mlx`);
  await project.write({ 'mlx.yaml': 'version: 1\n' });
  for (const each of [waited, quick, begun]) await kept.save(each);
  const listed = (await project.mlx('runs --sort took')).stdout;
  expect(listed.match(/^[abc](?= )/gm)).toEqual(['b', 'a', 'c']);
  expect(listed).toMatch(/^c +run +running +\$0/m);
});
