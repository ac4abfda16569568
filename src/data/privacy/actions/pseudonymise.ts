import { createHmac } from 'node:crypto';
import { identifier, literal } from '../../tables/sql.js';
import { defineAction, keyParam, requireStrongKey } from './action.js';

const params = {
  ...keyParam,
  key_id: {
    type: 'string',
    default: '',
    description:
      'Name of the key, put before each pseudonym: tells pseudonyms of an old key from those of a new one',
  },
} as const;

/** HMAC-SHA-256 of the value: the same value and key give the same pseudonym in every table and run. */
export const pseudonymise = defineAction({
  name: 'pseudonymise',
  summary: 'put a keyed hash (HMAC-SHA-256) in place of each value',
  params,
  required: ['key'],
  mayBeFeature: false,
  async protect({ name }, { key, key_id: keyId }, { hashes }) {
    const hmac = await hashes.withKey(requireStrongKey(key, name));
    const digits = `left(${hmac(`CAST(${identifier(name)} AS VARCHAR)`)}, ${pseudonymDigits})`;
    return { cell: `${literal(prefixOf(keyId))} || ${digits}`, type: 'category' };
  },
});

/** The pseudonym of one value, as the action makes it in SQL. */
export function pseudonymOf(
  value: string,
  { key, keyId }: { readonly key: string; readonly keyId: string },
): string {
  const digits = createHmac('sha256', key).update(value).digest('hex');
  return prefixOf(keyId) + digits.slice(0, pseudonymDigits);
}

/** 128 bits: of a billion values no two meet. */
const pseudonymDigits = 32;

function prefixOf(keyId: string): string {
  return keyId === '' ? '' : `${keyId}:`;
}
