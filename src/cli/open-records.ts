import { dirname, join, resolve } from 'node:path';
import { MlxError } from '../errors/index.js';
import type { RunLabels } from '../pipeline/run-labels.js';
import { type RunRecord, RunRecords } from '../pipeline/run-record.js';
import type { ProjectOptions } from './common-options.js';
import type { Context } from './context.js';

/** The project's `.mlx` folder. The file itself may be broken. */
export function stateFolder({ project }: ProjectOptions, { cwd }: Context): string {
  return join(dirname(resolve(cwd, project)), '.mlx');
}

/** The run records beside a project file. They can be read even when the file is broken. */
export function openRecords(options: ProjectOptions, context: Context): RunRecords {
  return new RunRecords(stateFolder(options, context));
}

/** A run by the beginning of its id, by how long ago it was, or by a tag; the newest when none is named. */
export async function findRun(
  records: RunRecords,
  wanted: string | undefined,
  labels?: RunLabels,
): Promise<RunRecord> {
  const all = await records.list();
  const found = await chosen(all, wanted ?? 'latest', labels);
  if (found !== undefined) return found;
  const message =
    wanted === undefined || all.length === 0
      ? 'There are no runs yet'
      : wanted.startsWith('+')
        ? `No run has the tag \`${wanted.slice(1)}\``
        : `There is no run \`${wanted}\``;
  throw new MlxError('usage/unknown-name', message, {
    hints: [all.length === 0 ? 'Run `mlx run`' : '`mlx runs list` shows the runs there are'],
  });
}

async function chosen(
  all: readonly RunRecord[],
  wanted: string,
  labels: RunLabels | undefined,
): Promise<RunRecord | undefined> {
  const back = /^latest(?:~(\d+))?$/.exec(wanted);
  if (back !== null) return all[Number(back[1] ?? 0)];
  if (!wanted.startsWith('+')) return all.find(({ id }) => id.startsWith(wanted));
  for (const record of all) {
    const { tags } = (await labels?.of(record.id)) ?? { tags: [] };
    if (tags.includes(wanted.slice(1))) return record;
  }
  return undefined;
}
