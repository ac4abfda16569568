import { dirname, join, resolve } from 'node:path';
import { MlxError } from '../errors/index.js';
import { type RunRecord, RunRecords } from '../pipeline/run-record.js';
import type { ProjectOptions } from './common-options.js';
import type { Context } from './context.js';

/** The run records beside a project file. They can be read even when the file is broken. */
export function openRecords({ project }: ProjectOptions, { cwd }: Context): RunRecords {
  return new RunRecords(join(dirname(resolve(cwd, project)), '.mlx'));
}

/** A run by the beginning of its id; the newest when none is named. */
export async function findRun(records: RunRecords, wanted: string | undefined): Promise<RunRecord> {
  const all = await records.list();
  const found = all.find(({ id }) => wanted === undefined || id.startsWith(wanted));
  if (found !== undefined) return found;
  const message = wanted === undefined ? 'There are no runs yet' : `There is no run \`${wanted}\``;
  throw new MlxError('usage/unknown-name', message, {
    hints: [all.length === 0 ? 'Run `mlx run`' : '`mlx runs list` shows the runs there are'],
  });
}
