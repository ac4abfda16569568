import { Command, Option } from 'commander';
import { addCommonOptions, repeatable } from '../common-options.js';
import type { Context } from '../context.js';
import type { InitOptions } from '../init/init-options.js';

export function initCommand(context: Context): Command {
  return addCommonOptions(new Command('init'))
    .summary('write a project: from a template, or for your own data')
    .description(
      'Writes a project that runs at once, from a template, or an mlx.yaml for a data file of your own: its columns,\ntheir types and the task are inferred, and the reasons stand beside them as comments. Asks nothing, and writes\neverything or nothing.',
    )
    .argument('[folder]', 'where to write it', '.')
    .option('--template <name>', 'churn, house-prices, iris-like, sales-forecast or blank')
    .option(
      '--from <file>',
      'data to write a project for: CSV, JSON, Parquet and others, or a folder of images',
    )
    .option('--target <column>', 'with `--from`: the column to predict')
    .addOption(
      new Option(
        '--task <type>',
        'with `--from`: what to make of it; inferred when left out',
      ).choices(['classification', 'regression', 'anomaly', 'forecast']),
    )
    .addOption(
      repeatable(
        '--source <param=value>',
        'with `--from`: how to read it, such as skip=3 or type=csv (repeatable)',
      ),
    )
    .option('-f, --force', 'replace files that are there')
    .addHelpText(
      'after',
      `
Examples:
  $ mlx init my-project --template churn
  $ mlx init --from data.csv                what could be predicted
  $ mlx init --from data.csv --target price
  $ mlx init --from sales.csv --target sold --task forecast
  $ mlx init shop --from 'exports/*.csv' --target churned --source "delimiter=;"`,
    )
    .action((folder: string, options: InitOptions) => init(folder, options, context));
}

/** The command without its parser. */
async function init(folder: string, options: InitOptions, context: Context): Promise<void> {
  const { initFromData, initFromTemplate, refuseMixture, offerTemplates } = await import(
    '../init/init-project.js'
  );
  refuseMixture(options);
  const { template, from } = options;
  if (template !== undefined) return initFromTemplate(template, { folder, options, context });
  if (from !== undefined) return initFromData(from, { folder, options, context });
  return offerTemplates({ folder, options, context });
}
