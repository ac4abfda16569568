import { Command } from 'commander';
import { addCommonOptions } from '../common-options.js';
import type { Context } from '../context.js';

export function schemaCommand(context: Context): Command {
  return addCommonOptions(new Command('schema'))
    .summary('print the JSON Schema of mlx.yaml')
    .description(
      'Prints the JSON Schema (draft-07) of the project file, for editors and other tools. `mlx init` writes it\nbeside a project and points the editor at it.',
    )
    .addHelpText('after', '\nExample:\n  $ mlx schema > project.schema.json')
    .action(() => schema(context));
}

/** The command without its parser. */
async function schema(context: Context): Promise<void> {
  const [{ plugins }, { publishedSchema }] = await Promise.all([
    import('../plugins.js'),
    import('../../project/published-schema.js'),
  ]);
  context.stdout.write(`${JSON.stringify(publishedSchema(plugins), null, 2)}\n`);
}
