import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { MlxError } from '../../errors/index.js';
import { formatCount } from '../../ui/format.js';
import type { Table } from '../../ui/table.js';
import type { Context } from '../context.js';
import { lookAtData } from './look-at-data.js';
import { ownFiles, writeOwnFiles } from './own-files.js';
import type { Placement } from './place-files.js';
import { projectText } from './project-text.js';
import { type SettledTask, settleTask } from './settle-task.js';
import { shellWord } from './shell-word.js';
import { sourceSettings } from './source-settings.js';
import { likelyTarget, taskOfColumn } from './task-of-column.js';

/** What the command line says of the data. */
export interface DataWish {
  /** Path or pattern, relative to where the user is. */
  readonly from: string;
  readonly target: string;
  readonly task?: SettledTask['type'];
  /** Settings of the source, such as `skip=3`. */
  readonly source: readonly string[];
}

/**
 * A project file for data of one's own, and what belongs beside it. The data is read while writing; `notes` then
 * says what was odd about it.
 */
export function fromData(
  { from, target, task, source }: DataWish,
  folder: string,
  { cwd, signal }: Context,
): Pick<Placement, 'files' | 'replaceable' | 'write'> & {
  readonly notes: () => readonly string[];
} {
  const settings = sourceSettings(from, source);
  let notes: readonly string[] = [];
  return {
    files: ['mlx.yaml', ...ownFiles].toSorted(),
    replaceable: ownFiles,
    notes: () => notes,
    async write(staging) {
      const data = await lookAtData({ source: settings, dir: cwd, target, signal });
      notes = [...data.notes, ...data.warnings];
      const column = data.columns.find(({ name }) => name === target);
      if (column === undefined) throw new Error(`ingest let data without ${target} pass`);
      const settled = settleTask(data, column, task);
      const path = relative(folder, resolve(cwd, from)).replaceAll('\\', '/');
      await mkdir(staging);
      await writeFile(
        join(staging, 'mlx.yaml'),
        projectText({ data, source: { ...settings, path }, settled }),
      );
      await writeOwnFiles(staging, folder);
    },
  };
}

/** The columns of a file, and the task that predicting each would make. */
export async function targetCandidates(
  { from, source }: Pick<DataWish, 'from' | 'source'>,
  { cwd, signal }: Context,
): Promise<{ readonly table: Table; readonly error: MlxError }> {
  const settings = sourceSettings(from, source);
  const { columns, table } = await lookAtData({ source: settings, dir: cwd, signal });
  const likely = likelyTarget(columns, table.rows);
  const able = columns.filter((column) => taskOfColumn(column, table.rows).type !== undefined);
  return {
    table: {
      head: ['column', 'type', 'values', 'would be'],
      rows: columns.map((column) => {
        const { type, why } = taskOfColumn(column, table.rows);
        const values = column.examples.join(', ');
        const more = column.distinct > column.examples.length ? ', …' : '';
        return [
          column.name,
          column.type,
          `${formatCount(column.distinct)}: ${values}${more}`,
          type === undefined ? `-  (${why})` : `${type}  (${why})`,
        ];
      }),
    },
    error: new MlxError('init/no-target', 'Say with `--target` which column to predict', {
      hints: [
        ...(able.length === 0
          ? []
          : [`These can be predicted: ${able.map(({ name }) => name).join(', ')}`]),
        ...(likely === undefined
          ? []
          : [`Run \`mlx init --from ${shellWord(from)} --target ${shellWord(likely)}\``]),
      ],
    }),
  };
}
