import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { JsonObject } from '../../../contracts/json.js';
import { openVault, type Vault } from './vault.js';

/** What a project does with its columns at ingest, by column. */
export type ActionsByColumn = Readonly<Record<string, JsonObject & { readonly action: string }>>;

/** Every vault of a project that was made already, opened, each once. Throws what {@link openVault} throws. */
export async function existingVaults(
  actions: ActionsByColumn,
  projectDir: string,
): Promise<readonly Vault[]> {
  const vaults = new Map<string, Vault>();
  for (const { action, vault, key } of Object.values(actions)) {
    if (action !== 'tokenise' || typeof vault !== 'string' || typeof key !== 'string') continue;
    const file = resolve(projectDir, vault);
    if (vaults.has(file)) continue;
    const there = await access(file).then(
      () => true,
      () => false,
    );
    if (there) vaults.set(file, await openVault({ path: vault, file, key }));
  }
  return [...vaults.values()];
}
