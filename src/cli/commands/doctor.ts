import { Command } from 'commander';
import { addCommonOptions, type CommonOptions } from '../common-options.js';
import type { Context } from '../context.js';
import { outStyle, writeJson } from '../output.js';

interface DoctorOptions extends CommonOptions {
  readonly fix?: boolean;
}

export function doctorCommand(context: Context): Command {
  return addCommonOptions(new Command('doctor'))
    .summary('check this machine, and mend what is missing')
    .description(
      'Checks what mlx needs and what would make it faster: Node, the tensor backends, DuckDB, git, disk and memory.\nNothing is sent anywhere.',
    )
    .option('--fix', 'install native TensorFlow, which trains several times faster')
    .addHelpText(
      'after',
      `
\`--fix\` first lets TensorFlow's own installer try. Where that download is blocked, it takes the library from the Python
package \`tensorflow-cpu\` with pip and compiles a small binding with g++. \`TFJS_NODE_BASE_URI\` names a mirror. The result lies in
\`MLX_CACHE_DIR\` (default \`~/.cache/mlx\`) and is shared by all projects.`,
    )
    .action((options: DoctorOptions) => doctor(options, context));
}

/** The command without its parser. */
async function doctor(options: DoctorOptions, context: Context): Promise<void> {
  const { checkMachine, fixMachine } = await import('../check-machine.js');
  if (options.fix === true) {
    await fixMachine(context, (text) => {
      if (options.quiet !== true) context.stderr.write(`${text}\n`);
    });
  }
  const { checks, chosen } = await checkMachine(context);
  if (options.json === true) {
    writeJson(context, 'mlx.doctor/1', { chosen, checks });
    return;
  }
  const { green, yellow, red, dim } = outStyle(context, options);
  const marks = { ok: green('ok  '), warning: yellow('warn'), problem: red('bad ') };
  for (const { name, state, detail, fix } of checks) {
    context.stdout.write(`${marks[state]}  ${name.padEnd(22)} ${detail}\n`);
    if (fix !== undefined) context.stdout.write(`      ${' '.repeat(22)} ${dim(`fix: ${fix}`)}\n`);
  }
}
