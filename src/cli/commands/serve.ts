import { Command } from 'commander';
import { addProjectOptions, hiddenOption, portNumber, wholeNumber } from '../common-options.js';
import type { Context } from '../context.js';
import type { ServeOptions } from '../serve-model.js';

export function serveCommand(context: Context): Command {
  return addProjectOptions(new Command('serve'))
    .summary('serve a package over HTTP, in the foreground')
    .description(
      'Serves a package over HTTP until Ctrl-C: what `--package` names, what an alias points at (and follows it), or the\nnewest package of the project. `mlx deploy` does the same in the background, after a trial.',
    )
    .option('--package <folder>', 'package to serve')
    .option('--alias <name>', 'serve what this alias points at, now and later')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <number>', 'port to listen on; 0 takes a free one', portNumber, 8080)
    .addOption(hiddenOption('--instance <id>'))
    .addOption(hiddenOption('--announce <file>'))
    .addOption(hiddenOption('--owner <pid>').argParser(wholeNumber))
    .addHelpText(
      'after',
      `
Examples:
  $ mlx serve
  $ curl -s localhost:8080/predict -d '{"tenure": 3}' -H 'content-type: application/json'`,
    )
    .action(async (options: ServeOptions) => {
      const { serve } = await import('../serve-model.js');
      await serve(options, context);
    });
}
