import { dirname, join, resolve } from 'node:path';
import { Command } from 'commander';
import { addProjectOptions, type ProjectOptions } from '../common-options.js';
import type { Context } from '../context.js';
import { writeJson } from '../output.js';

export function stopCommand(context: Context): Command {
  return addProjectOptions(new Command('stop'))
    .summary('stop the server of this project')
    .description(
      'Stops the server that `mlx deploy` started. Requests under way are finished first.',
    )
    .action((options: ProjectOptions) => stop(options, context));
}

/** The command without its parser. It works even when the project file is broken. */
async function stop(options: ProjectOptions, context: Context): Promise<void> {
  const { stopLocal } = await import('../../delivery/rollout/local.js');
  const stopped = await stopLocal(join(dirname(resolve(context.cwd, options.project)), '.mlx'));
  if (options.json === true) writeJson(context, 'mlx.stop/1', { stopped });
  else if (options.quiet !== true) {
    context.stdout.write(stopped ? 'stopped\n' : 'nothing was running\n');
  }
}
