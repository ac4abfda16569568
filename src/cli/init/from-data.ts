import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import type { Context } from '../context.js';
import { lookAtData } from './look-at-data.js';
import { ownFiles, writeOwnFiles } from './own-files.js';
import type { Placement } from './place-files.js';
import { projectText } from './project-text.js';
import { settleTask } from './settle-task.js';
import { sourceSettings } from './source-settings.js';
import type { TaskType } from './task-of-column.js';

/** What the command line says of the data. */
export interface DataWish {
  /** Path or pattern, relative to where the user is. */
  readonly from: string;
  readonly target: string;
  readonly task?: TaskType;
  /** Settings of the source, such as `skip=3`. */
  readonly source: readonly string[];
}

/**
 * A project file for data of one's own, and what belongs beside it. The data is read while writing; `notes` then
 * says what was odd about it.
 */
export async function fromData(
  { from, target, task, source }: DataWish,
  folder: string,
  { cwd, signal }: Context,
): Promise<
  Pick<Placement, 'files' | 'replaceable' | 'write'> & { readonly notes: () => readonly string[] }
> {
  const settings = await sourceSettings({ path: from, cwd }, source);
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
