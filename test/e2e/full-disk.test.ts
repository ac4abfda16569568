import { execFile, execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rmdir, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProjectDir } from '../helpers/project-dir.js';
import { artifactDigests, halfArtifacts, leftovers } from '../helpers/project-files.js';
import { readingYaml } from '../services/reading-project.js';
import { skippedAloud } from '../services/server-process.js';
import { everySource, type OpenKind, type Prepared, targetOf } from './every-source.js';

const few = 300;
const many = 20_000;
/** Kilobytes that are free beside what is there already: more and more, until a run completes. */
const rooms = [0, 16, 64, 256, 768, 2000, 5000, 12_000, 30_000];

const cannotMount = skippedAloud(
  'a small disk to fill (root on Linux may mount one)',
  !(await canMount()),
);

describe.skipIf(cannotMount).each(Object.entries(everySource))('a full disk: %s', (name, kind) => {
  describe.skipIf(skippedAloud(kind.missing ?? '', kind.missing !== undefined))('', () => {
    let open: OpenKind;
    beforeAll(async () => {
      open = await kind.open();
    });
    afterAll(() => open[Symbol.asyncDispose]());

    it('is told of, wherever it fills up; nothing is lost, and with room a run completes', async ({
      annotate,
    }) => {
      await using project = await ProjectDir.with();
      await using disk = await SmallDisk.at(join(project.path, '.mlx'));
      const ingest = async (prepared: Prepared) => {
        const { source, files = {}, input } = prepared;
        await project.write({ 'mlx.yaml': readingYaml(source, targetOf(name)), ...files });
        const stdin = input !== undefined && { stdin: input };
        return project.mlx('ingest', { environment: open.env, ...stdin });
      };
      const first = await ingest(await open.prepare(few));
      expect(first.exitCode, first.stderr).toBe(0);
      const before = await artifactDigests(project.path);

      const prepared = await open.prepare(many);
      const full: number[] = [];
      for (const room of rooms) {
        await disk.leave(room);
        const run = await ingest(prepared);
        await disk.leave(100_000);
        if (run.exitCode === 0) break;
        full.push(room);
        expect([room, run.stderr]).toEqual([room, expect.stringContaining('[data/disk]')]);
        expect(run.stderr).toContain('hint: Make room on the disk that holds');
        expect(run.exitCode).toBe(9);
        // What was there is as it was; what is new, when only the last word found no room, is whole.
        expect(await artifactDigests(project.path)).toMatchObject(before);
        expect(await halfArtifacts(project.path)).toEqual([]);
        const left = await leftovers(project.path);
        expect([room, left.filter((each) => !each.startsWith('scratch'))]).toEqual([room, []]);
      }
      await annotate(`full with ${full.join(', ')} kB left`);
      expect(full.length).toBeGreaterThanOrEqual(2);
      const roomy = await ingest(prepared);
      expect(roomy.exitCode, roomy.stderr).toBe(0);
      expect(await leftovers(project.path)).toEqual([]);
    }, 180_000);
  });
});

/** A disk in memory, as large as it is told to be. */
class SmallDisk implements AsyncDisposable {
  readonly #place: string;

  private constructor(place: string) {
    this.#place = place;
  }

  static async at(place: string): Promise<SmallDisk> {
    await mkdir(place);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=100m', 'tmpfs', place]);
    return new SmallDisk(place);
  }

  /** Makes it so small, or so large, that so many kilobytes are free. */
  async leave(kilobytes: number): Promise<void> {
    const { blocks, bfree, bsize } = await statfs(this.#place);
    const used = ((blocks - bfree) * bsize) / 1024;
    execFileSync('mount', ['-o', `remount,size=${used + kilobytes}k`, this.#place]);
  }

  [Symbol.asyncDispose](): Promise<void> {
    execFileSync('umount', [this.#place]);
    return Promise.resolve();
  }
}

/** Whether this process may mount a small disk in memory. */
async function canMount(): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'mlx-mount-'));
  try {
    await promisify(execFile)('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder]);
    await promisify(execFile)('umount', [folder]);
    return true;
  } catch {
    return false;
  } finally {
    await rmdir(folder);
  }
}
