import { createHmac } from 'node:crypto';
import { resolve } from 'node:path';
import { identifier } from '../../tables/sql.js';
import { rememberTokens } from '../vault/remember-tokens.js';
import { openVault } from '../vault/vault.js';
import { defineAction, keyParam, requireStrongKey } from './action.js';

const params = {
  vault: {
    type: 'string',
    minLength: 1,
    description:
      'File that maps tokens back to values, encrypted; outside `.mlx`, made when absent',
  },
  ...keyParam,
} as const;

/**
 * Tokens of a vault: the same value gets the same token as long as the vault lives. They are keyed hashes whose secret lies
 * in the vault, encrypted, beside every value; without vault and key they stand for nothing.
 */
export const tokenise = defineAction({
  name: 'tokenise',
  summary: 'put tokens in place of the values, and keep an encrypted vault that maps them back',
  params,
  required: ['vault', 'key'],
  mayBeFeature: false,
  async protect({ name }, { vault: path = '', key }, { bench, relation, hashes }) {
    const vault = await openVault({
      path,
      file: resolve(bench.projectDir, path),
      key: requireStrongKey(key, name),
    });
    const value = `CAST(${identifier(name)} AS VARCHAR)`;
    const hmac = await hashes.withKey(vault.secret);
    const cell = `'${tokenPrefix}' || left(${hmac(value)}, ${tokenDigits})`;
    await rememberTokens(vault, { value, token: cell, relation, bench });
    return { cell, type: 'category' };
  },
});

/** The token of one value, as the action makes it in SQL. */
export function tokenOf(value: string, secret: Uint8Array): string {
  const digits = createHmac('sha256', secret).update(value).digest('hex');
  return tokenPrefix + digits.slice(0, tokenDigits);
}

const tokenPrefix = 'tok_';
const tokenDigits = 32;
