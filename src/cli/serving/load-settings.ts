import { dirname, resolve } from 'node:path';
import type { CostSettings, ServeSettings } from '../../project/project-schema.js';
import { serveDefaults } from '../../project/serve-defaults.js';
import { secretColumns } from '../../stages/secret-columns.js';
import type { ProjectOptions } from '../common-options.js';
import type { Context } from '../context.js';
import { projectText } from '../project-text.js';
import { openSession } from '../session.js';

/** How to serve, and the columns nobody may read in a log. */
export interface LoadedSettings {
  readonly settings: ServeSettings;
  readonly dir: string;
  readonly protectedColumns: readonly string[];
  /** What an hour of serving costs. */
  readonly price?: CostSettings['price'];
}

/**
 * The `serve` block of the project, or the defaults where there is no project file. A file that is broken is refused: a server
 * without the keys and limits that somebody wrote down would be worse than none.
 */
export async function loadSettings(
  options: ProjectOptions,
  context: Context,
): Promise<LoadedSettings> {
  const file = resolve(context.cwd, options.project);
  if ((await projectText(file)) === undefined)
    return { settings: serveDefaults, dir: dirname(file), protectedColumns: [] };
  const { project } = await openSession(options, context);
  const protectedColumns = secretColumns(project.ingest);
  const target = project.targets[project.deploy?.to ?? 'local'];
  const price = target?.price ?? project.cost.price;
  const { serve: settings, dir } = project;
  return { settings, dir, protectedColumns, ...(price !== undefined && { price }) };
}
