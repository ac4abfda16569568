import { join } from 'node:path';
import { expect, it } from 'vitest';
import { TrialLog } from '../../src/stages/trial-log.js';
import { ProjectDir } from '../helpers/project-dir.js';

const trial = (number: number) => ({ number, candidate: 'net', params: { l2: 0.1 }, score: 0.5 });

it('a search that was killed finds its trials again', async () => {
  await using project = await ProjectDir.with();
  const log = await TrialLog.open(project.path);
  expect(log.trials).toEqual([]);
  await log.add(trial(0));
  await log.add(trial(1));
  expect((await TrialLog.open(project.path)).trials).toEqual([trial(0), trial(1)]);
});

it.each(['{"number":1,"cand', '{"number":1,"cand\n', '\0\0\0\n'])(
  'a trial cut off to %j is made again, and does not run into the next',
  async (cut) => {
    await using project = await ProjectDir.with();
    await (await TrialLog.open(project.path)).add(trial(0));
    const whole = await project.read('trials.jsonl');
    await project.write({ 'trials.jsonl': `${whole}${cut}` });

    const log = await TrialLog.open(project.path);
    expect(log.trials).toEqual([trial(0)]);
    await log.add(trial(1));
    expect((await TrialLog.open(project.path)).trials).toEqual([trial(0), trial(1)]);
    expect(await project.files()).toEqual([join('trials.jsonl')]);
  },
);
