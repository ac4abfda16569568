import { expect, test } from 'vitest';
import { checkBudget } from '../../src/costs/check-budget.js';
import { costOfRun } from '../../src/costs/cost-of-run.js';
import { MlxError } from '../../src/errors/index.js';
import type { RunRecord, StageRecord } from '../../src/pipeline/run-record.js';
import type { Project } from '../../src/project/project.js';
import { costTable, totalsOf } from '../../src/reports/cost-table.js';

const stage = (name: string, more: Partial<StageRecord>): StageRecord => ({
  stage: name,
  state: 'ran',
  reason: 'never run',
  fingerprint: 'f',
  target: 'local',
  settings: {},
  inputs: {},
  facts: [],
  usage: { seconds: 1800, cpuSeconds: 900, peakMemoryMb: 300, bytes: 1000 },
  ...more,
});

const price = { usdPerHour: 0.5, asOf: '2026-11-01', source: 'a price list' };

const record = (stages: readonly StageRecord[]): RunRecord => ({
  schema: 'mlx.run/1',
  id: '20261124-000000-abcd',
  command: 'run',
  project: 'p',
  startedAt: '2026-11-24T00:00:00.000Z',
  outcome: 'done',
  pid: 1,
  versions: { mlx: '0.0.0', node: '20' },
  machine: { platform: 'linux-x64', cpus: 2, cpu: 'x' },
  stages,
});

const projectWith = (max: number): Project =>
  ({
    requirements: [{ cost_usd: { per: 'run', max } }],
    placeOf: () => ({ file: 'mlx.yaml', line: 9, column: 5 }),
  }) as unknown as Project;

const thrownBy = (work: () => void): MlxError => {
  try {
    work();
  } catch (error) {
    if (error instanceof MlxError) return error;
  }
  throw new Error('nothing was thrown');
};

test('a cost is wall time times the price in the record', () => {
  const cost = costOfRun(record([stage('ingest', { price }), stage('train', { price })]));
  expect(cost).toMatchObject({ usd: 0.5, priced: true, seconds: 3600, cpuSeconds: 1800 });
});

test('a stage without a price makes the cost of the run unknown, not zero', () => {
  const cost = costOfRun(record([stage('ingest', { price }), stage('train', {})]));
  expect(cost).toMatchObject({ usd: 0.25, priced: false });
  expect(totalsOf([cost])).toContain('No price is known');
});

test('what is reused costs nothing, whatever it used when it was made', () => {
  const cost = costOfRun(record([stage('ingest', { state: 'reused', price })]));
  expect(cost).toMatchObject({ usd: 0, priced: true, seconds: 0 });
});

test('a failed stage costs what it used until it failed', () => {
  expect(costOfRun(record([stage('train', { state: 'failed', price })])).usd).toBe(0.25);
});

test('a table has a line for each stage, or for each run', () => {
  const cost = costOfRun(record([stage('ingest', { price }), stage('train', { state: 'reused' })]));
  expect(costTable([cost], 'stage').rows.map(([name]) => name)).toEqual(['ingest', 'train']);
  expect(costTable([cost, cost], 'run').rows).toHaveLength(2);
  expect(totalsOf([cost])).toContain('$0.5 an hour as of 2026-11-01 (a price list)');
});

test('a budget that holds says nothing', () => {
  const cost = costOfRun(record([stage('train', { price })]));
  expect(() => checkBudget(projectWith(0.25), cost)).not.toThrow();
});

test('a broken budget ends with exit code 7 and names the line of the project', () => {
  const cost = costOfRun(record([stage('train', { price })]));
  const error = thrownBy(() => checkBudget(projectWith(0.2), cost));
  expect(error.exitCode).toBe(7);
  expect(error.problems[0]).toMatchObject({ code: 'cost/over-budget', place: { line: 9 } });
});

test('a budget without a price to hold against it is refused', () => {
  const error = thrownBy(() =>
    checkBudget(projectWith(9), costOfRun(record([stage('train', {})]))),
  );
  expect(error.problems[0]?.code).toBe('cost/no-price');
});

test('a budget is not asked about a run that reused everything', () => {
  const cost = costOfRun(record([stage('train', { state: 'reused' })]));
  expect(() => checkBudget(projectWith(0), cost)).not.toThrow();
});
