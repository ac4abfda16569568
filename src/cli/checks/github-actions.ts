import { appendFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { MlxError } from '../../errors/index.js';
import { githubAnnotations } from '../../reports/checks/github.js';
import type { ProjectOptions } from '../common-options.js';
import type { Context } from '../context.js';
import { checksOfError } from './checks-of-error.js';
import { repositoryPlaces } from './repository-places.js';

/** GitHub refuses a summary above one mebibyte, and then shows none at all. */
const mostBytes = 1024 * 1024 - 1;

/** Whether mlx runs in GitHub Actions. */
export function isGithub(environment: Context['environment']): boolean {
  return environment['GITHUB_ACTIONS'] === 'true';
}

/** Adds Markdown to the summary of the job, if there is one and it has room. */
export async function appendStepSummary(
  markdown: string,
  environment: Context['environment'],
): Promise<void> {
  const file = environment['GITHUB_STEP_SUMMARY'];
  if (file === undefined || file === '') return;
  const before = await stat(file).catch(() => ({ size: 0 }));
  const text = `${markdown}\n`;
  if (before.size + Buffer.byteLength(text) > mostBytes) return;
  await appendFile(file, text);
}

/** The annotations for a command that failed, in the order of its problems. */
export function annotationsOfError(
  error: unknown,
  options: Partial<Pick<ProjectOptions, 'project'>>,
  context: Context,
): string {
  const { project = 'mlx.yaml' } = options;
  const placed = repositoryPlaces(context, dirname(resolve(context.cwd, project)));
  const part = error instanceof MlxError ? (error.code.split('/')[0] ?? '') : 'mlx';
  return githubAnnotations(checksOfError(error, part, placed));
}
