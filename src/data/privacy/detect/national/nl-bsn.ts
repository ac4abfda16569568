import { digit, digitsOf, isMonotone, weighted } from '../checks/digits.js';
import { named, type PersonalKind, writtenOrInteger } from '../kind.js';

/** Dutch citizen service numbers: nine digits that pass the eleven-proof with the last counted minus once (Rijksdienst voor Identiteitsgegevens). */
export const nlBsn: PersonalKind = {
  name: 'nl-bsn',
  title: 'Dutch citizen service numbers',
  proof: 'checksum',
  types: writtenOrInteger,
  pattern: '[0-9]{9}',
  valid: (value) => {
    const digits = digitsOf(value);
    const sum = weighted(digits, [9, 8, 7, 6, 5, 4, 3, 2]) - digit(digits, 8);
    return sum % 11 === 0 && !isMonotone(digits) && Number(value) >= 1_000_000;
  },
  hint: named('bsn', 'burgerservicenummer', 'sofi_?nummer'),
  digits: 9,
  advice: 'drop',
};
