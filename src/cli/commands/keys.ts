import { Command } from 'commander';
import { addCommonOptions, type CommonOptions } from '../common-options.js';
import type { Context } from '../context.js';

export function keysCommand(context: Context): Command {
  const keys = new Command('keys')
    .summary('keys that packages are signed with')
    .description(
      'Keys of Ed25519, in a folder of the user (`MLX_KEYS_DIR`, or `~/.config/mlx/keys`), never in a project. `package: { sign: NAME }`\nsigns every package that is made; `registry: { require_signature: true }` lets nothing else be served.',
    );
  keys
    .addCommand(
      addCommonOptions(new Command('list'))
        .summary('list the keys there are')
        .action(async (options: CommonOptions) => {
          const { listKeys } = await import('../keys/manage-keys.js');
          await listKeys(options, context);
        }),
      { isDefault: true },
    )
    .addCommand(
      addCommonOptions(new Command('new'))
        .summary('make a key to sign with')
        .argument('<name>', 'what to call it, such as your own name')
        .action(async (name: string, options: CommonOptions) => {
          const { newKey } = await import('../keys/manage-keys.js');
          await newKey(name, options, context);
        }),
    )
    .addCommand(
      addCommonOptions(new Command('show'))
        .summary('print the public half of a key, to hand on')
        .argument('<name>', 'name of the key')
        .addHelpText('after', '\nExample:\n  $ mlx keys show ana > keys/ana.pub')
        .action(async (name: string, options: CommonOptions) => {
          const { showKey } = await import('../keys/manage-keys.js');
          await showKey(name, options, context);
        }),
    )
    .addCommand(
      addCommonOptions(new Command('trust'))
        .summary('trust what somebody else has signed')
        .argument('<name>', 'what to call the key')
        .argument('<file>', 'the public half of it, which `mlx keys show` prints')
        .action(async (name: string, file: string, options: CommonOptions) => {
          const { trustKey } = await import('../keys/manage-keys.js');
          await trustKey(name, file, { options, context });
        }),
    );
  return keys;
}
