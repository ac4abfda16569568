import { digitsOf, isMonotone } from '../checks/digits.js';
import { passesMod11And10 } from '../checks/iso-7064.js';
import { named, type PersonalKind, writtenOrInteger } from '../kind.js';

/** Croatian personal numbers: eleven digits by ISO 7064 MOD 11,10 (Zakon o osobnom identifikacijskom broju). */
export const hrOib: PersonalKind = {
  name: 'hr-oib',
  title: 'Croatian personal numbers',
  proof: 'checksum',
  types: writtenOrInteger,
  pattern: '[0-9]{11}',
  valid: (value) => passesMod11And10(digitsOf(value)) && !isMonotone(digitsOf(value)),
  hint: named('oib'),
  digits: 11,
  advice: 'drop',
};
