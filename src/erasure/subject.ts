import { resolve } from 'node:path';
import type { JsonObject } from '../contracts/json.js';
import { pseudonymOf } from '../data/privacy/actions/pseudonymise.js';
import { tokenOf } from '../data/privacy/actions/tokenise.js';
import { subjectForms } from '../data/privacy/erasures.js';
import { openVault, type Vault } from '../data/privacy/vault/vault.js';
import { MlxError } from '../errors/index.js';

/** A person to be forgotten. */
export interface Subject {
  /** The column that says whose row it is. */
  readonly column: string;
  /** As it was given. */
  readonly id: string;
  /** Every way the id may stand in an artifact: in clear, as a pseudonym, as a token. */
  readonly forms: readonly string[];
  /** The vault that maps the person's token back. */
  readonly vault?: { readonly vault: Vault; readonly tokens: ReadonlySet<string> };
}

interface SubjectRequest {
  readonly id: string;
  readonly column: string;
  /** What the project does with that column at ingest. */
  readonly action: (JsonObject & { readonly action: string }) | undefined;
  readonly projectDir: string;
}

/**
 * The person by an id in clear. A pseudonym or token is made as ingest makes it, so the keys of the project are needed. Throws
 * `privacy/subject` when the column no longer tells people apart.
 */
export async function subjectOf(request: SubjectRequest): Promise<Subject> {
  const { id, column, action, projectDir } = request;
  const clear = subjectForms(id);
  if (clear.every((form) => form === '')) {
    throw new MlxError('privacy/subject', 'The id is empty', {
      hints: ['Give the id as the source has it: `mlx forget --subject 4711`'],
    });
  }
  const param = (name: string): string => {
    const value = action?.[name];
    return typeof value === 'string' ? value : '';
  };
  switch (action?.action ?? 'keep') {
    case 'pseudonymise': {
      const key = { key: param('key'), keyId: param('key_id') };
      return { id, column, forms: [...clear, ...clear.map((form) => pseudonymOf(form, key))] };
    }
    case 'tokenise': {
      const path = param('vault');
      const file = resolve(projectDir, path);
      const vault = await openVault({ path, file, key: param('key') });
      const tokens = clear.map((form) => tokenOf(form, vault.secret));
      const forms = [...clear, ...tokens];
      return { id, column, forms, vault: { vault, tokens: new Set(tokens) } };
    }
    case 'mask':
    case 'generalise':
    case 'drop':
      throw blurred(column, param('action'));
    default:
      return { id, column, forms: clear };
  }
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
