import { digitsOf } from '../checks/digits.js';
import { passesMod11And10 } from '../checks/iso-7064.js';
import { named, type PersonalKind, writtenOrInteger } from '../kind.js';

/**
 * German tax numbers (§ 139b AO): eleven digits; of the first ten one occurs two or three times and all others at most
 * once; the last checks them by ISO 7064 MOD 11,10.
 */
export const deSteuerId: PersonalKind = {
  name: 'de-steuer-id',
  title: 'German tax ids',
  proof: 'checksum',
  types: writtenOrInteger,
  pattern: '[1-9][0-9] ?[0-9]{3} ?[0-9]{3} ?[0-9]{3}',
  valid: (value) => {
    const digits = digitsOf(value);
    return repeatsOnce(digits.slice(0, 10)) && passesMod11And10(digits);
  },
  hint: named(
    'steuer_?(?:id|identifikationsnummer|nummer)',
    'tax_?id',
    'tin',
    'idnr',
    'steuer_?id_?nr',
  ),
  advice: 'drop',
};

function repeatsOnce(digits: readonly number[]): boolean {
  const counts = Array.from(
    { length: 10 },
    (_, value) => digits.filter((each) => each === value).length,
  );
  const repeated = counts.filter((count) => count > 1);
  return repeated.length === 1 && (repeated[0] ?? 0) <= 3;
}
