import { Command } from 'commander';
import { addCommonOptions, type CommonOptions } from '../common-options.js';
import type { Context } from '../context.js';
import { outStyle, writeJson } from '../output.js';

export function explainCommand(context: Context): Command {
  return addCommonOptions(new Command('explain'))
    .summary('explain an error code, or a setting of mlx.yaml')
    .description(
      'Explains an error code such as `project/unknown-key`, or a setting such as `train.candidates`.',
    )
    .argument('[topic]', 'error code, path of a setting, or name of a model, source or metric')
    .addHelpText(
      'after',
      `
Examples:
  $ mlx explain project/unknown-key
  $ mlx explain split.strategy
  $ mlx explain mlp
  $ mlx explain                             everything there is to ask for`,
    )
    .action((topic: string | undefined, options: CommonOptions) =>
      explain(topic, options, context),
    );
}

/** The command without its parser. */
async function explain(
  topic: string | undefined,
  options: CommonOptions,
  context: Context,
): Promise<void> {
  const { explanationOf, explanationText, topics } = await import('../explanation.js');
  if (topic === undefined) {
    if (options.json === true) writeJson(context, 'mlx.topics/1', topics());
    else {
      for (const [kind, names] of Object.entries(topics())) {
        context.stdout.write(`${outStyle(context, options).bold(kind)}\n  ${names.join('\n  ')}\n`);
      }
    }
    return;
  }
  const explanation = explanationOf(topic);
  if (options.json === true) writeJson(context, 'mlx.explanation/1', explanation);
  else context.stdout.write(explanationText(explanation, outStyle(context, options)));
}
