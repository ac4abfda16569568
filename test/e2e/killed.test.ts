import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { randomFor } from '../../src/contracts/seeded-random.js';
import { runMlx, startMlx } from '../helpers/built-mlx.js';
import { ProjectDir } from '../helpers/project-dir.js';
import { artifactDigests, leftovers, recordsIn } from '../helpers/project-files.js';
import { customersCsv } from '../helpers/small-data.js';
import { customersYaml } from '../helpers/small-projects.js';

const kills = 20;
const files = {
  'mlx.yaml': `${customersYaml}compute: { backend: cpu }\n`,
  'data/customers.csv': customersCsv(400),
};

describe('kill -9 in the middle of a run', () => {
  const undisturbed = { milliseconds: 0, digests: {} as Record<string, string> };

  beforeAll(async () => {
    await using project = await ProjectDir.with(files);
    const ended = await runMlx('run', { cwd: project.path });
    expect(ended.exitCode, ended.stderr).toBe(0);
    undisturbed.milliseconds = ended.seconds * 1000;
    undisturbed.digests = await artifactDigests(project.path);
  });

  const random = randomFor(1, 'test/kill');
  const moments = Array.from({ length: kills }, (_, at) => (at + random()) / kills);

  it.for(moments)(
    'at %f of its time loses no more than the stage under way',
    async (moment, { annotate }) => {
      await using project = await ProjectDir.with(files);
      const run = await startMlx(['run'], { cwd: project.path });
      await Promise.race([run.ended, sleep(moment * undisturbed.milliseconds)]);
      run.kill('SIGKILL');
      const killed = await run.ended;
      await annotate(`it struck ${stageUnderWay(killed.stderr)}`);

      const list = await project.mlx('runs list --json');
      const [record] = recordsIn(list.stdout);
      if (/running/.test(killed.stderr)) {
        expect(record?.outcome).toBe(/^done in/m.test(killed.stderr) ? 'done' : 'killed');
      }

      const next = await runMlx('run', { cwd: project.path });
      expect(next.exitCode, next.stderr).toBe(0);
      expect(await artifactDigests(project.path)).toEqual(undisturbed.digests);
      expect(await leftovers(project.path)).toEqual([]);
    },
  );
});

function stageUnderWay(stderr: string): string {
  if (/^done in/m.test(stderr)) return 'after the end';
  const [, stage = 'before the first stage'] =
    /(\w+) +running[^\n]*(?:\n(?!\w+ +running).*)*$/.exec(stderr) ?? [];
  return stage;
}
