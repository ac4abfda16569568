import { Command } from 'commander';
import type { WantedPort } from '../../delivery/serving/ports.js';
import {
  addProjectOptions,
  hiddenOption,
  portNumber,
  positiveInteger,
  wholeNumber,
} from '../common-options.js';
import type { Context } from '../context.js';
import type { ServeOptions } from '../serving/serve-options.js';

export function serveCommand(context: Context): Command {
  return addProjectOptions(new Command('serve'))
    .summary('serve a package over HTTP, in the foreground')
    .description(
      'Serves a package over HTTP until Ctrl-C: what `--package` names, what an alias points at (and follows it), or the\nnewest package of the project. Limits, keys, TLS and the rest stand in `serve` of mlx.yaml. `mlx deploy` does the same in the background, after a trial.',
    )
    .option('--package <folder>', 'package to serve')
    .option('--alias <name>', 'serve what this alias points at, now and later')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option(
      '--port <number>',
      'port to listen on; `auto` is 8080 or the next free one, 0 any free one',
      port,
      'auto' as const,
    )
    .option(
      '--workers <number>',
      'processes that answer, or `auto`; default: `serve.workers`',
      workers,
    )
    .option('--new-key <name>', 'make an API key, show it once, and serve nothing')
    .addOption(hiddenOption('--instance <id>'))
    .addOption(hiddenOption('--announce <file>'))
    .addOption(hiddenOption('--owner <pid>').argParser(wholeNumber))
    .addHelpText(
      'after',
      `
Examples:
  $ mlx serve --workers 2
  $ curl -s localhost:8080/predict -d '{"tenure": 3}' -H 'content-type: application/json'`,
    )
    .action(async (options: ServeOptions) => {
      const { serve } = await import('../serve-model.js');
      await serve(options, context);
    });
}

function port(text: string): WantedPort {
  return text === 'auto' ? 'auto' : portNumber(text);
}

function workers(text: string): number | 'auto' {
  return text === 'auto' ? 'auto' : positiveInteger(text);
}
