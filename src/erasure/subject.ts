import { pseudonymOf } from '../data/privacy/actions/pseudonymise.js';
import { tokenOf } from '../data/privacy/actions/tokenise.js';
import { subjectForms } from '../data/privacy/erasures.js';
import { type ActionsByColumn, existingVaults } from '../data/privacy/vault/existing-vaults.js';
import type { Vault } from '../data/privacy/vault/vault.js';
import { MlxError } from '../errors/index.js';

/** A person to be forgotten. */
export interface Subject {
  /** The column that says whose row it is. */
  readonly column: string;
  /** As it was given. */
  readonly id: string;
  /** Every way the id may stand in an artifact: in clear, as a pseudonym, as a token. */
  readonly forms: readonly string[];
  /** Every vault of the project: they may map tokens in the person's rows back. */
  readonly vaults: readonly Vault[];
}

type Action = ActionsByColumn[string];

interface SubjectRequest {
  readonly id: string;
  readonly column: string;
  /** What the project does with which column at ingest. */
  readonly actions: ActionsByColumn;
  readonly projectDir: string;
}

/**
 * The person by an id in clear. A pseudonym or token is made as ingest makes it, so the keys of the project are needed. Throws
 * `privacy/subject` when the column no longer tells people apart.
 */
export async function subjectOf(request: SubjectRequest): Promise<Subject> {
  const { id, column, actions } = request;
  const action = actions[column];
  const clear = subjectForms(id);
  if (clear.every((form) => form === '')) {
    throw new MlxError('privacy/subject', 'The id is empty', {
      hints: ['Give the id as the source has it: `mlx forget --subject 4711`'],
    });
  }
  const vaults = await existingVaults(actions, request.projectDir);
  switch (action?.action ?? 'keep') {
    case 'pseudonymise': {
      const key = { key: text(action, 'key'), keyId: text(action, 'key_id') };
      const pseudonyms = clear.map((form) => pseudonymOf(form, key));
      return { id, column, forms: [...clear, ...pseudonyms], vaults };
    }
    case 'tokenise': {
      const path = text(action, 'vault');
      const tokens = vaults
        .filter((vault) => vault.path === path)
        .flatMap(({ secret }) => clear.map((form) => tokenOf(form, secret)));
      return { id, column, forms: [...clear, ...tokens], vaults };
    }
    case 'mask':
    case 'generalise':
    case 'drop':
      throw blurred(column, text(action, 'action'));
    default:
      return { id, column, forms: clear, vaults };
  }
}

function text(action: Action | undefined, name: string): string {
  const value = action?.[name];
  return typeof value === 'string' ? value : '';
}

function blurred(column: string, action: string): MlxError {
  return new MlxError(
    'privacy/subject',
    `\`${column}\` tells nobody apart any more after \`${action}\``,
    {
      hints: [
        'Name a column that does: `mlx forget --subject ID --column NAME`',
        'Use `pseudonymise` for the column, so that its people can still be found by their id',
      ],
    },
  );
}
