import { Command } from 'commander';
import { addProjectOptions, type ProjectOptions } from '../common-options.js';
import type { Context } from '../context.js';

export function revealCommand(context: Context): Command {
  return addProjectOptions(new Command('reveal'))
    .summary('print the values that tokens stand for')
    .description(
      'Prints the value behind each token that `ingest.privacy` made with `tokenise`, one a line, in the order of the\ntokens. Needs the vault, and its key where the project refers to it. A token that no vault knows is an error, and\nthen nothing is printed.',
    )
    .argument('<token...>', 'tokens, such as `tok_…`')
    .addHelpText(
      'after',
      `
Examples:
  $ mlx reveal tok_6a3c0f5e9b1d42c78f00a1b2c3d4e5f6
  $ mlx reveal $(cut -d, -f1 flagged.csv) --json`,
    )
    .action(async (tokens: readonly string[], options: ProjectOptions) => {
      const { reveal } = await import('../reveal-tokens.js');
      await reveal(tokens, options, context);
    });
}
