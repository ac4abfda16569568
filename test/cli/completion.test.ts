import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ProjectDir } from '../helpers/project-dir.js';

const run = promisify(execFile);
const has = (shell: string): boolean => spawnSync(shell, ['-c', 'true']).status === 0;

async function scriptOf(shell: string): Promise<string> {
  await using project = await ProjectDir.with();
  const { exitCode, stdout } = await project.mlx(`completion ${shell}`);
  expect(exitCode).toBe(0);
  return stdout;
}

describe.each(['bash', 'zsh', 'fish'])('the script for %s', (shell) => {
  it('names every command and hides what only mlx uses', async () => {
    const script = await scriptOf(shell);
    for (const command of ['run', 'cost-report', 'runs', 'predict'])
      expect(script).toContain(command);
    expect(script).not.toMatch(/\bjob\b/);
    expect(script).not.toContain('announce');
  });

  it.skipIf(!has(shell))(
    `is right for ${shell} itself (skipped where it is not installed)`,
    async () => {
      await using folder = await ProjectDir.with({ script: await scriptOf(shell) });
      await run(shell, ['-n', 'script'], { cwd: folder.path });
    },
  );
});

describe('in bash', () => {
  /** What bash offers after these words. */
  async function offers(words: readonly string[]): Promise<string[]> {
    await using folder = await ProjectDir.with({ script: await scriptOf('bash'), 'rows.csv': '' });
    const line = words.map((word) => `'${word}'`).join(' ');
    const ask = `source ./script; COMP_WORDS=(${line}); COMP_CWORD=${words.length - 1}; _mlx; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout } = await run('bash', ['--norc', '-c', ask], { cwd: folder.path });
    return stdout.split('\n').filter(Boolean);
  }

  it('commands are offered, and completed from their beginning', async () => {
    expect(await offers(['mlx', ''])).toEqual(expect.arrayContaining(['run', 'plan', 'doctor']));
    expect(await offers(['mlx', 'ru'])).toEqual(['run', 'runs']);
    expect(await offers(['mlx', 'cost'])).toEqual(['cost-report']);
  });

  it('commands inside commands are offered', async () => {
    expect(await offers(['mlx', 'runs', 's'])).toEqual(['show']);
  });

  it('the options of a command are offered, also after other options and arguments', async () => {
    expect(await offers(['mlx', 'train', '--fo'])).toEqual(['--force']);
    expect(await offers(['mlx', 'runs', 'list', '--li'])).toEqual(['--limit']);
    expect(await offers(['mlx', 'train', '--env', 'production', '--on'])).toEqual(['--only']);
  });

  it('files are offered where no word of mlx fits', async () => {
    expect(await offers(['mlx', 'predict', '--in', 'ro'])).toEqual(['rows.csv']);
  });
});
