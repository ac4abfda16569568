import { Argument, Command } from 'commander';
import { addCommonOptions } from '../common-options.js';
import type { Context } from '../context.js';

export function completionCommand(context: Context): Command {
  return addCommonOptions(new Command('completion'))
    .summary('print a completion script for your shell')
    .description(
      'Prints a script that completes commands, options and the names of targets and environments.',
    )
    .addArgument(new Argument('<shell>').choices(['bash', 'zsh', 'fish']))
    .addHelpText(
      'after',
      `
Examples:
  $ source <(mlx completion bash)           or add that line to ~/.bashrc
  $ mlx completion zsh > "\${fpath[1]}/_mlx"
  $ mlx completion fish > ~/.config/fish/completions/mlx.fish`,
    )
    .action((shell: Shell, _options: object, command: Command) =>
      completion(shell, command, context),
    );
}

type Shell = 'bash' | 'zsh' | 'fish';

/** The command without its parser. */
async function completion(shell: Shell, command: Command, context: Context): Promise<void> {
  const { completionScript } = await import('../completion-script.js');
  context.stdout.write(completionScript(shell, command.parent ?? command));
}
