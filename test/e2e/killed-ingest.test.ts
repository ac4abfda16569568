import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomFor } from '../../src/contracts/seeded-random.js';
import { sources } from '../../src/data/sources/index.js';
import { type StartedMlx, startMlx } from '../helpers/built-mlx.js';
import { ProjectDir } from '../helpers/project-dir.js';
import { halfArtifacts, leftovers } from '../helpers/project-files.js';
import { readingYaml } from '../services/reading-project.js';
import { skippedAloud } from '../services/server-process.js';
import { everySource, type OpenKind, type Prepared, targetOf } from './every-source.js';
import { type Moment, type Table, tablesOf, thereIs } from './moments.js';

const rows = 30_000;
/** How often a moment is tried anew, when a run was over before it was struck. */
const attempts = 5;

it('every kind of source is killed here', () => {
  const types = new Set(Object.keys(everySource).map((kind) => kind.split(',')[0]));
  expect([...types].toSorted()).toEqual(sources.names.toSorted());
});

describe.each(Object.entries(everySource))(
  'kill -9 in the middle of an ingest: %s',
  (name, kind) => {
    describe.skipIf(skippedAloud(kind.missing ?? '', kind.missing !== undefined))('', () => {
      const random = randomFor(7, `test/kill-ingest/${name}`);
      let open: OpenKind;
      let prepared: Prepared;
      let undisturbed: { readonly milliseconds: number; readonly tables: readonly Table[] };

      beforeAll(async () => {
        open = await kind.open();
        prepared = await open.prepare(rows);
        await using project = await projectOf(name, prepared);
        const run = await started(project);
        await run.says(/ingest +running/);
        const startedAt = performance.now();
        const { exitCode, stderr } = await run.ended;
        expect(exitCode, stderr).toBe(0);
        undisturbed = {
          milliseconds: performance.now() - startedAt,
          tables: await tablesOf(project),
        };
        expect(undisturbed.tables).toHaveLength(1);
      });
      afterAll(() => open[Symbol.asyncDispose]());

      const started = (project: ProjectDir): Promise<StartedMlx> =>
        startMlx(['ingest'], { cwd: project.path, env: open.env, input: prepared.input });

      const moments: Readonly<Record<string, Moment>> = {
        'when the first file of its own is there': (project, over) =>
          thereIs(project, /^(scratch|cache)\//, over),
        'while the table is written': (project, over) =>
          thereIs(project, /\/partial-[^/]+\/table\.parquet$/, over),
        somewhere: () => sleep(0.9 * random() * undisturbed.milliseconds),
      };

      it.for(Object.keys(moments))(
        '%s, loses nothing',
        { timeout: 180_000 },
        async (moment, { annotate }) => {
          for (let attempt = 1; ; attempt++) {
            await using project = await projectOf(name, prepared);
            const run = await started(project);
            await run.says(/ingest +running/);
            const over = run.ended.then(() => true);
            await Promise.race([over, moments[moment]?.(project, over)]);
            run.kill('SIGKILL');
            const { killedBy } = await run.ended;
            expect(await halfArtifacts(project.path)).toEqual([]);

            const next = await project.mlx('ingest', {
              environment: open.env,
              ...(prepared.input !== undefined && { stdin: prepared.input }),
            });
            expect(next.exitCode, next.stderr).toBe(0);
            expect(await leftovers(project.path)).toEqual([]);
            // Two, when the first run was over and the source is one that is read anew each time.
            const tables = await tablesOf(project);
            expect(tables).toEqual(tables.map(() => undisturbed.tables[0]));
            expect(tables.length).toBeGreaterThan(0);
            if (killedBy === 'SIGKILL' || attempt === attempts) {
              await annotate(`struck: ${String(killedBy === 'SIGKILL')}, attempt ${attempt}`);
              expect(killedBy).toBe('SIGKILL');
              return;
            }
          }
        },
      );
    });
  },
);

function projectOf(name: string, { source, files = {} }: Prepared): Promise<ProjectDir> {
  return ProjectDir.with({ 'mlx.yaml': readingYaml(source, targetOf(name)), ...files });
}
