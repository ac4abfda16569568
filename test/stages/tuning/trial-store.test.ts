import { expect, it } from 'vitest';
import { TrialStore } from '../../../src/stages/tuning/trial-store.js';
import { ProjectDir } from '../../helpers/project-dir.js';

const plan = (number: number) => ({
  number,
  candidate: 'net',
  params: { l2: number },
  key: `k${number}`,
});
const usage = { seconds: 1, cpuSeconds: 0.5, peakMemoryMb: 100 };
const outcome = { state: 'complete', values: [0.8], usage } as const;

it('a search that was killed finds its trials again, and which of them were under way', async () => {
  await using project = await ProjectDir.with();
  const store = await TrialStore.open(project.path);
  expect(store.trials).toEqual([]);
  await store.start(plan(0));
  await store.start(plan(1));
  await store.finish(0, outcome);
  await store.repeat({ ...plan(2), key: 'k0' }, 0);
  await store.addRepeated({ key: 'k0', part: '1.1/5', score: 0.7 });

  const again = await TrialStore.open(project.path);
  expect(again.trials).toEqual([
    { ...plan(0), starts: 1, outcome },
    { ...plan(1), starts: 1 },
    { ...plan(2), key: 'k0', as: 0, starts: 0 },
  ]);
  expect(again.repeated).toEqual([{ key: 'k0', part: '1.1/5', score: 0.7 }]);
  await again.start(plan(1));
  expect((await TrialStore.open(project.path)).trials[1]).toEqual({ ...plan(1), starts: 2 });
});

it.each(['{"event":"finished","numb', '{"event":"fini\n', '\0\0\0\n'])(
  'a line cut off to %j is forgotten, and does not run into the next',
  async (cut) => {
    await using project = await ProjectDir.with();
    await (await TrialStore.open(project.path)).start(plan(0));
    const whole = await project.read('trials.jsonl');
    await project.write({ 'trials.jsonl': `${whole}${cut}` });

    const store = await TrialStore.open(project.path);
    expect(store.trials).toEqual([{ ...plan(0), starts: 1 }]);
    await store.finish(0, outcome);
    expect((await TrialStore.open(project.path)).trials).toEqual([
      { ...plan(0), starts: 1, outcome },
    ]);
    expect(await project.files()).toEqual(['trials.jsonl']);
  },
);

it('lines are written in the order in which they became true', async () => {
  await using project = await ProjectDir.with();
  const store = await TrialStore.open(project.path);
  await Promise.all(Array.from({ length: 200 }, (_, number) => store.start(plan(number))));
  const lines = (await project.read('trials.jsonl')).trimEnd().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { number: number }).number)).toEqual(
    Array.from({ length: 200 }, (_, number) => number),
  );
});
