import { Command, Option } from 'commander';
import { addProjectOptions } from '../common-options.js';
import type { Context } from '../context.js';
import type { PredictOptions } from '../predict-rows.js';

export function predictCommand(context: Context): Command {
  return addProjectOptions(new Command('predict'))
    .summary('predict for rows from a file, standard input or the command line')
    .description(
      'Predicts with a package: what `--package` names, what `--alias` points at, or the newest of the project. Rows come\nfrom a file of any kind that `ingest` reads, from standard input (JSON, JSON Lines or CSV), or as JSON on the\ncommand line. Columns that the model does not know are passed over.',
    )
    .argument('[rows]', 'a row as a JSON object, or several as an array')
    .option('-i, --in <file>', 'file with rows; `-` is standard input')
    .option('-o, --out <file>', 'file for the predictions; default: standard output')
    .addOption(
      new Option(
        '--format <kind>',
        'default: by the ending of `--out`, else json for JSON and csv for files; with `--explain`, text on a terminal',
      ).choices(['json', 'jsonl', 'csv', 'text']),
    )
    .option(
      '--explain [columns]',
      'with each answer, the columns that contribute most to it; default: 5',
    )
    .option('--shaped', 'rows are as ingest leaves them, not as the sources hold them')
    .option('--package <folder>', 'package to predict with')
    .option('--alias <name>', 'predict with what this alias points at')
    .addHelpText(
      'after',
      `
Examples:
  $ mlx predict '{"tenure": 3, "plan": "basic"}'
  $ mlx predict '{"tenure": 3, "plan": "basic"}' --explain
  $ mlx predict --in new-customers.csv --out predictions.csv
  $ cat rows.jsonl | mlx predict --format jsonl`,
    )
    .action(async (rows: string | undefined, options: PredictOptions) => {
      const { predict } = await import('../predict-rows.js');
      const { explain } = options;
      // `--explain '{…}'`: what follows is the row, and no number of columns.
      if (rows === undefined && typeof explain === 'string' && /^\s*[[{]/.test(explain)) {
        await predict(explain, { ...options, explain: true }, context);
      } else await predict(rows, options, context);
    });
}
