import { isDayOfSomeCentury } from '../checks/calendar.js';
import { digit, digitsOf, numberAt, weighted } from '../checks/digits.js';
import { named, type PersonalKind, writtenOrInteger } from '../kind.js';

/** Romanian personal codes: sex and century, day of birth, county, order, and a check by 279146358279 modulo 11. */
export const roCnp: PersonalKind = {
  name: 'ro-cnp',
  title: 'Romanian personal codes',
  proof: 'checksum',
  types: writtenOrInteger,
  pattern: '[1-9][0-9]{12}',
  valid: (value) => {
    const digits = digitsOf(value);
    const born = isDayOfSomeCentury(
      numberAt(digits, 1, 3),
      numberAt(digits, 3, 5),
      numberAt(digits, 5, 7),
    );
    const rest = weighted(digits, [2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11;
    return born && (rest === 10 ? 1 : rest) === digit(digits, 12);
  },
  hint: named('cnp'),
  advice: 'drop',
};
