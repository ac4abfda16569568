import { randomBytes } from 'node:crypto';
import { copyFile, open, rename, rm } from 'node:fs/promises';
import { holdWorkLock } from '../../../artifacts/work-lock.js';
import type { Workbench } from '../../draft.js';
import { asPatterns, literals } from '../../tables/sql.js';
import { seal } from './sealed.js';
import { ownerOnly, type Vault } from './vault.js';

interface TokenRequest {
  /** Value and token of a row, in SQL over the relation. */
  readonly value: string;
  readonly token: string;
  readonly relation: string;
  readonly bench: Pick<Workbench, 'database' | 'signal'>;
}

/**
 * Adds the tokens a vault does not know yet, with their values encrypted. The vault is replaced as a whole, so a killed
 * run leaves the old one; two that run at once wait for each other.
 */
export async function rememberTokens(vault: Vault, request: TokenRequest): Promise<void> {
  const { signal } = request.bench;
  const release = await holdWorkLock(`${vault.file}.lock`, { onWait: () => undefined, signal });
  const partial = `${vault.file}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    await copyFile(vault.file, partial);
    const added = await append(partial, vault, request);
    if (added > 0) await rename(partial, vault.file);
  } finally {
    await rm(partial, { force: true });
    await release();
  }
}

async function append(
  file: string,
  vault: Vault,
  { value, token, relation, bench }: TokenRequest,
): Promise<number> {
  const { database, signal } = bench;
  const known = `(SELECT token FROM read_csv(${literals(asPatterns(vault.file))}, delim = ' ', header = false, skip = 1,
    quote = '', escape = '', auto_detect = false, columns = {'token': 'VARCHAR', 'sealed': 'VARCHAR'}))`;
  // Not streamed: the key lies in a variable of the main connection. Ordered, so that chunks can follow each other.
  await database.run(
    `CREATE OR REPLACE TEMP TABLE fresh_tokens AS SELECT row_number() OVER () AS place, token, value FROM (
       SELECT DISTINCT ${token} AS token, ${value} AS value FROM ${relation}
     ) WHERE value IS NOT NULL AND token NOT IN ${known}`,
  );
  const handle = await open(file, 'a', ownerOnly);
  let added = 0;
  try {
    for (;;) {
      signal.throwIfAborted();
      const rows = await database.rows<{ token: string; value: string }>(
        `SELECT token, value FROM fresh_tokens WHERE place > ${added} AND place <= ${added + chunkRows} ORDER BY place`,
      );
      if (rows.length === 0) break;
      const lines = rows.map((row) => `${row.token} ${seal(vault.key, row.token, row.value)}\n`);
      await handle.write(lines.join(''));
      added += rows.length;
    }
    await handle.sync();
  } finally {
    await handle.close();
    if (!signal.aborted) await database.run('DROP TABLE IF EXISTS fresh_tokens');
  }
  return added;
}

const chunkRows = 10_000;
