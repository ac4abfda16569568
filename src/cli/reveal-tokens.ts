import { type ActionsByColumn, existingVaults } from '../data/privacy/vault/existing-vaults.js';
import { revealed } from '../data/privacy/vault/vault.js';
import { MlxError } from '../errors/index.js';
import type { ProjectOptions } from './common-options.js';
import type { Context } from './context.js';
import { writeJson } from './output.js';
import { openSession } from './session.js';

/** `mlx reveal` without its parser. Throws `privacy/token-unknown` for tokens that no vault of the project knows. */
export async function reveal(
  tokens: readonly string[],
  options: ProjectOptions,
  context: Context,
): Promise<void> {
  const { project } = await openSession(options, context);
  const actions = project.ingest.privacy.columns as ActionsByColumn;
  const vaults = await existingVaults(actions, project.dir);
  if (vaults.length === 0) throw noVault(actions);
  const wanted = new Set(tokens);
  const values = new Map<string, string>();
  for (const vault of vaults) {
    for (const [token, value] of await revealed(vault, wanted)) values.set(token, value);
  }
  const known = tokens.flatMap((token) => {
    const value = values.get(token);
    return value === undefined ? [] : [{ token, value }];
  });
  if (known.length < tokens.length) throw unknown(tokens.filter((token) => !values.has(token)));
  if (options.json === true) writeJson(context, 'mlx.reveal/1', { values: known });
  else for (const { value } of known) context.stdout.write(`${value}\n`);
}

function noVault(actions: ActionsByColumn): MlxError {
  const some = Object.values(actions).some(({ action }) => action === 'tokenise');
  return new MlxError('privacy/token-unknown', 'The project has no vault', {
    hints: some
      ? [
          'Run `mlx ingest`: it makes the vault with its tokens',
          'Or put the vault back in its place',
        ]
      : ['Tokens are made by `ingest: { privacy: { NAME: { action: tokenise, … } } }`'],
  });
}

function unknown(tokens: readonly string[]): MlxError {
  const shown = tokens.slice(0, 3).map((token) => `\`${token}\``);
  const more = tokens.length > 3 ? ` and ${tokens.length - 3} more` : '';
  return new MlxError('privacy/token-unknown', `No vault knows ${shown.join(', ')}${more}`, {
    hints: [
      'Give the token as it stands in the table, `tok_` and 32 digits',
      'A token of a person who was erased stands for nothing any more',
    ],
  });
}
