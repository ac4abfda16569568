import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ended, runMlx } from '../helpers/built-mlx.js';
import { ProjectDir } from '../helpers/project-dir.js';
import { artifactDigests } from '../helpers/project-files.js';
import { customersCsv } from '../helpers/small-data.js';
import { customersYaml } from '../helpers/small-projects.js';

const yaml = customersYaml.replace(/^tune:\n(?: .*\n)+/m, '');
const stages = ['ingest', 'split', 'train', 'evaluate', 'package'];

interface Planned {
  readonly stage: string;
  readonly action: 'run' | 'reuse';
  readonly reason: string;
}

describe('after a run', () => {
  let project: ProjectDir;
  const mlx = (command: string): Promise<Ended> => runMlx(command, { cwd: project.path });
  const plan = async (): Promise<readonly Planned[]> => {
    const { stdout } = await mlx('plan --json');
    return (JSON.parse(stdout) as { stages: readonly Planned[] }).stages;
  };
  /** The stages that would run, and why. */
  const toRun = async (): Promise<Record<string, string>> => {
    const stale = (await plan()).filter(({ action }) => action === 'run');
    return Object.fromEntries(stale.map(({ stage, reason }) => [stage, reason]));
  };

  beforeAll(async () => {
    project = await ProjectDir.with({
      'mlx.yaml': yaml,
      'data/customers.csv': customersCsv(400),
    });
    const ended = await mlx('run');
    expect(ended.exitCode, ended.stderr).toBe(0);
  });
  afterAll(() => project[Symbol.asyncDispose]());

  it('a second run reuses everything and says why', async () => {
    const before = await artifactDigests(project.path);
    const { exitCode, stderr } = await mlx('run');
    expect(exitCode).toBe(0);
    for (const stage of stages) {
      expect(stderr).toMatch(new RegExp(`^${stage} +fresh +nothing changed`, 'm'));
    }
    expect(stderr).not.toMatch(/running/);
    expect(await artifactDigests(project.path)).toEqual(before);
  });

  it('`plan --detailed-exitcode` ends with 0 when there is nothing to do and with 10 when there is', async () => {
    expect((await mlx('plan --detailed-exitcode')).exitCode).toBe(0);
    expect((await mlx('plan --detailed-exitcode --set seed=8')).exitCode).toBe(10);
  });

  it('touching the data without changing it reruns nothing', async () => {
    await utimes(join(project.path, 'data/customers.csv'), new Date(), new Date());
    expect(await toRun()).toEqual({});
  });

  it('one setting of train reruns train and what follows, names the setting, and can be taken back', async () => {
    await project.write({ 'mlx.yaml': yaml.replace('epochs: 5', 'epochs: 6') });
    expect(await toRun()).toEqual({
      train: 'candidates.net.epochs 5 → 6',
      evaluate: 'train changed',
      package: 'train changed, evaluate changed',
    });
    const dry = await mlx('run --dry-run');
    expect(dry.stdout).toMatch(/train +run +candidates\.net\.epochs 5 → 6/);
    expect(Object.keys(await toRun())).toEqual(['train', 'evaluate', 'package']);

    const { exitCode, stderr } = await mlx('run');
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/^train +running +candidates\.net\.epochs 5 → 6$/m);
    expect(stderr).toMatch(/^split +fresh +nothing changed/m);

    await project.write({ 'mlx.yaml': yaml });
    const reverted = await plan();
    expect(reverted.map(({ stage, action, reason }) => [stage, action, reason])).toEqual([
      ['ingest', 'reuse', 'nothing changed'],
      ['split', 'reuse', 'nothing changed'],
      ['train', 'reuse', 'made by an earlier run'],
      ['evaluate', 'reuse', 'made by an earlier run'],
      ['package', 'reuse', 'made by an earlier run'],
    ]);
    expect((await mlx('run')).stderr).not.toMatch(/running/);
  });

  it('a requirement reruns evaluate and what follows only', async () => {
    await project.write({ 'mlx.yaml': yaml.replace('min: 0.6', 'min: 0.55') });
    expect(await toRun()).toEqual({
      evaluate: 'requirements.0.min 0.6 → 0.55',
      package: 'evaluate changed',
    });
    await project.write({ 'mlx.yaml': yaml });
  });

  it('a change of the data reruns ingest, and `--only` refuses to go on with inputs that are out of date', async () => {
    await project.write({ 'data/customers.csv': customersCsv(401) });
    expect(await toRun()).toMatchObject({
      ingest: 'data/customers.csv changed',
      split: 'ingest changed',
    });
    const refused = await mlx('train --only');
    expect(refused.exitCode).toBe(11);
    expect(refused.stderr).toContain('but ingest, split must run first');
    expect(refused.stderr).toContain('data/customers.csv changed');
    await project.write({ 'data/customers.csv': customersCsv(400) });
    expect(await toRun()).toEqual({});
  });

  it('`--force` makes a stage again with the same bytes, and `--only` runs it alone', async () => {
    const before = await artifactDigests(project.path);
    const { exitCode, stderr } = await mlx('train --force --only');
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/^train +running +forced$/m);
    expect(stderr).toMatch(/^split +fresh/m);
    expect(await artifactDigests(project.path)).toEqual(before);
  });

  it('a dry run does nothing: no record, no artifact', async () => {
    const before = await project.files();
    const { exitCode, stdout } = await mlx('run --dry-run --set seed=99');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/train +run +/);
    expect(await project.files()).toEqual(before);
  });
});
