import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The commit a folder is at. */
export interface GitState {
  readonly commit: string;
  /** Whether tracked files differ from it. */
  readonly dirty: boolean;
  /** Absent when none is checked out and no CI names one. */
  readonly branch?: string;
}

/** The commit a folder is at, and whether tracked files differ from it; undefined outside a git repository. */
export async function gitState(
  dir: string,
  environment: Readonly<Record<string, string | undefined>> = {},
): Promise<GitState | undefined> {
  if (!(await insideRepository(dir))) return undefined;
  try {
    const { stdout } = await run(
      'git',
      ['status', '--porcelain=v2', '--branch', '--untracked-files=no'],
      { cwd: dir, timeout: 2000 },
    );
    const commit = /^# branch\.oid ([0-9a-f]{40})/m.exec(stdout)?.[1];
    if (commit === undefined) return undefined;
    const named = /^# branch\.head (.+)$/m.exec(stdout)?.[1];
    const branch = named === undefined || named === '(detached)' ? branchOfCi(environment) : named;
    const dirty = /^[12u] /m.test(stdout);
    return { commit, dirty, ...(branch !== undefined && { branch }) };
  } catch {
    return undefined; // No git, or one that takes too long: the record does without.
  }
}

/** CI checks out commits; it says itself of which branch they are. */
function branchOfCi(environment: Readonly<Record<string, string | undefined>>): string | undefined {
  const names = ['GITHUB_HEAD_REF', 'GITHUB_REF_NAME', 'CI_COMMIT_REF_NAME', 'BRANCH_NAME'];
  return names
    .map((name) => environment[name])
    .find((value) => value !== undefined && value !== '');
}

async function insideRepository(dir: string): Promise<boolean> {
  const found = await access(join(dir, '.git')).then(
    () => true,
    () => false,
  );
  const parent = dirname(dir);
  return found || (parent !== dir && (await insideRepository(parent)));
}
