import { rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ProjectDir } from '../../helpers/project-dir.js';

const days = {
  'days/1.csv': 'code,n,note\n1,10,a\n2,20,b\n',
  'days/2.csv': 'code,n,note\n3,30,\n4,40,\n',
  'days/3.csv': 'code,n,note\n5,50,c\n6,60.5,d\n',
  'mlx.yaml': "task: { type: regression, target: n }\ningest: 'days/*.csv'\n",
};

/** Hashes of files that have just changed are not trusted: these are an hour old. */
async function aged(dir: ProjectDir): Promise<void> {
  const then = new Date(Date.now() - 3_600_000);
  for (const file of await dir.files()) await utimes(join(dir.path, file), then, then);
}

async function ingested(dir: ProjectDir, command = 'ingest --verbose') {
  const { stderr, exitCode } = await dir.mlx(command);
  expect([exitCode, exitCode === 0 ? '' : stderr]).toEqual([0, '']);
  const name = /artifacts\/ingest\/[0-9a-f]+\/ingest\.json/;
  const files = (await dir.files()).filter((file) => name.test(file));
  const results = await Promise.all(
    files.map(
      async (file) =>
        JSON.parse(await dir.read(file)) as { digest: string; table: { rows: number } },
    ),
  );
  return { stderr, results };
}

describe('ingest, a second time', () => {
  it('reads only the new file, and gives what reading all gives', async () => {
    await using dir = await ProjectDir.with(days);
    await aged(dir);
    await ingested(dir);
    // The new day makes a text of the code: all other days have to agree.
    await dir.write({ 'days/4.csv': 'code,n,note\nx7,70,e\n' });
    const { stderr, results } = await ingested(dir);
    expect(stderr).toContain('reused as they were read before');
    await using fresh = await ProjectDir.with({ ...days, 'days/4.csv': 'code,n,note\nx7,70,e\n' });
    const whole = await ingested(fresh);
    expect(results.map(({ digest }) => digest)).toContain(whole.results[0]?.digest);
    expect(whole.stderr).not.toContain('reused');
  });

  it('reads a file again when its content has changed, and all with --full', async () => {
    await using dir = await ProjectDir.with(days);
    await ingested(dir);
    await dir.write({ 'days/2.csv': 'code,n,note\n3,30,\n4,41,\n' });
    expect((await ingested(dir)).stderr).toContain(
      '2 files reused as they were read before, 1 read',
    );
    const again = await ingested(dir, 'ingest --verbose --full');
    expect(again.stderr).not.toContain('reused');
  });

  it('does without what was lost or damaged', async () => {
    await using dir = await ProjectDir.with(days);
    const before = await ingested(dir);
    const kept = (await dir.files()).filter((file) => /cache\/parts\/.*\/0\.parquet/.test(file));
    expect(kept.length).toBeGreaterThan(0);
    for (const file of kept) await rm(join(dir.path, file));
    const after = await ingested(dir, 'ingest --verbose --force');
    expect(after.results[0]?.digest).toBe(before.results[0]?.digest);
  });

  it('forgets what the last five ingests did not use', async () => {
    await using dir = await ProjectDir.with(days);
    for (let time = 0; time < 7; time++) {
      await dir.write({ 'days/1.csv': `code,n,note\n1,1${time},a\n` });
      await ingested(dir, 'ingest');
    }
    const entries = new Set(
      (await dir.files()).flatMap((file) => /cache\/parts\/([0-9a-f]{32})\//.exec(file)?.[1] ?? []),
    );
    // Two entries, by content and by reading, for each of two unchanged files and the last five versions of the other.
    expect(entries.size).toBe(2 * (2 + 5));
  });
});
