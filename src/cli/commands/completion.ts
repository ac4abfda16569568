import { Argument, Command } from 'commander';
import { addCommonOptions, type CommonOptions } from '../common-options.js';
import type { Context } from '../context.js';
import { writeJson } from '../output.js';

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
    .action((shell: Shell, options: CommonOptions, command: Command) =>
      completion(shell, { options, command, context }),
    );
}

type Shell = 'bash' | 'zsh' | 'fish';

/** The command without its parser. */
async function completion(shell: Shell, { options, command, context }: Asked): Promise<void> {
  const { completionScript } = await import('../completion-script.js');
  const script = completionScript(shell, command.parent ?? command);
  if (options.json === true) writeJson(context, 'mlx.completion/1', { shell, script });
  else context.stdout.write(script);
}

interface Asked {
  readonly options: CommonOptions;
  readonly command: Command;
  readonly context: Context;
}
