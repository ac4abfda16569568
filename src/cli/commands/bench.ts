import { Command, Option } from 'commander';
import type { BenchOptions } from '../bench-server.js';
import { addProjectOptions, positiveInteger } from '../common-options.js';
import type { Context } from '../context.js';

export function benchCommand(context: Context): Command {
  return addProjectOptions(new Command('bench'))
    .summary('measure how fast a package, or a server, answers')
    .description(
      'Asks a server for predictions as fast as it answers, and tells throughput, times, errors, memory and what a thousand\npredictions cost at the price of the project. Without `--url` it serves a package for the measurement, as `mlx serve` does.',
    )
    .option('--url <url>', 'a server that runs, such as http://127.0.0.1:8080')
    .option('--package <folder>', 'package to serve')
    .option('--alias <name>', 'serve what this alias points at')
    .option('--workers <number>', 'processes that answer', positiveInteger)
    .option('--rows <number>', 'rows in each request', positiveInteger, 1)
    .option('--connections <number>', 'clients at once', positiveInteger, 16)
    .option('--seconds <number>', 'how long to measure', positiveInteger, 10)
    .addOption(new Option('--key <key>', 'API key to ask with').env('MLX_API_KEY'))
    .addHelpText(
      'after',
      `
Examples:
  $ mlx bench --workers 2
  $ mlx bench --url http://127.0.0.1:8080 --rows 100 --connections 4`,
    )
    .action(async (options: BenchOptions) => {
      const { bench } = await import('../bench-server.js');
      await bench(options, context);
    });
}
