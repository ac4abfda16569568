import { Command } from 'commander';
import { addProjectOptions, type ProjectOptions } from '../common-options.js';
import type { Context } from '../context.js';
import { writeJson } from '../output.js';

export function configCommand(context: Context): Command {
  return addProjectOptions(new Command('config'))
    .summary('print the complete project, with the origin of each value')
    .description(
      'Prints the project with every default filled in and every overlay applied. A comment says where each\nvalue comes from. Values of `${env:…}` and `${file:…}` are not shown.',
    )
    .option('--no-origin', 'leave the comments out')
    .addHelpText(
      'after',
      '\nExamples:\n  $ mlx config\n  $ mlx config --env production --set seed=7',
    )
    .action((options: ProjectOptions & { readonly origin: boolean }) => config(options, context));
}

/** The command without its parser. */
async function config(
  options: ProjectOptions & { readonly origin: boolean },
  context: Context,
): Promise<void> {
  const [{ openSession }, { configYaml, configOrigins }] = await Promise.all([
    import('../session.js'),
    import('../../project/complete-yaml.js'),
  ]);
  const { project } = await openSession(options, context);
  if (options.json === true) writeJson(context, 'mlx.config/1', configOrigins(project));
  else context.stdout.write(configYaml(project, options.origin));
}
