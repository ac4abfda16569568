import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The commit a folder is at, and whether tracked files differ from it; undefined outside a git repository. */
export async function gitState(
  dir: string,
): Promise<{ readonly commit: string; readonly dirty: boolean } | undefined> {
  if (!(await insideRepository(dir))) return undefined;
  try {
    const { stdout } = await run(
      'git',
      ['status', '--porcelain=v2', '--branch', '--untracked-files=no'],
      { cwd: dir, timeout: 2000 },
    );
    const commit = /^# branch\.oid ([0-9a-f]{40})/m.exec(stdout)?.[1];
    if (commit === undefined) return undefined;
    return { commit, dirty: /^[12u] /m.test(stdout) };
  } catch {
    return undefined; // No git, or one that takes too long: the record does without.
  }
}

async function insideRepository(dir: string): Promise<boolean> {
  const found = await access(join(dir, '.git')).then(
    () => true,
    () => false,
  );
  const parent = dirname(dir);
  return found || (parent !== dir && (await insideRepository(parent)));
}
