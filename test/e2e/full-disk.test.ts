import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ProjectDir } from '../helpers/project-dir.js';
import { artifactDigests, leftovers } from '../helpers/project-files.js';

const count = 60_000;

/** The same rows in several kinds of files: a megabyte or more each, which does not fit next to its copies. */
const files: Readonly<Record<string, string>> = {
  'rows.csv': `id,v,name\n${many((row, noise) => `${row},${noise},${digest(row)}`)}`,
  'rows.jsonl': many((row, noise) => `{"id":${row},"v":${noise},"name":"${digest(row)}"}`),
  'rows.xml': `<rows>${many((row, noise) => `<row id="${row}"><v>${noise}</v><name>${digest(row)}</name></row>`)}</rows>`,
  'rows.mjs': `export function* rows() { for (let id = 0; id < ${count}; id++) yield { id, v: (id * 7919) % 104729 / 7, name: 'n' + (id * 7919) % 104729 / 7 }; }`,
};

describe.skipIf(!(await canMount()))(
  'on a full disk (needs to mount one: run as root on Linux)',
  () => {
    it.each(Object.keys(files))(
      'ingest of %s says so, leaves nothing, and goes on when there is room',
      async (name) => {
        await using project = await ProjectDir.with({
          'mlx.yaml': `task: { type: regression, target: v }\ningest: ${name.endsWith('.mjs') ? './' : ''}${name}\n`,
          [name]: files[name] ?? '',
        });
        const state = join(project.path, '.mlx');
        await mkdir(state);
        execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=600k', 'tmpfs', state]);
        try {
          const full = await project.mlx('ingest');
          expect(full.stderr).toMatch(/\[data\/disk\]/);
          expect(full.stderr).toContain('hint: Make room on the disk');
          expect(full.exitCode).toBe(9);
          expect(await artifactDigests(project.path)).toEqual({});
          expect(
            (await leftovers(project.path)).filter((left) => left.includes('partial')),
          ).toEqual([]);
          execFileSync('mount', ['-o', 'remount,size=100m', state]);
          const roomy = await project.mlx('ingest');
          expect(roomy.exitCode, roomy.stderr).toBe(0);
          expect(roomy.stderr).toContain('60,000 rows');
          expect(await leftovers(project.path)).toEqual([]);
        } finally {
          execFileSync('umount', [state]);
        }
      },
    );
  },
);

/** A text that does not compress well. */
function digest(row: number): string {
  return createHash('sha256').update(`${row}`).digest('base64url');
}

function many(line: (row: number, noise: number) => string): string {
  return Array.from({ length: count }, (_, row) => line(row, ((row * 7919) % 104_729) / 7)).join(
    '\n',
  );
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
