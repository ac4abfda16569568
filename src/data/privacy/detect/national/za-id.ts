import { isDayOfSomeCentury } from '../checks/calendar.js';
import { digitsOf, numberAt } from '../checks/digits.js';
import { passesLuhn } from '../checks/luhn.js';
import { named, type PersonalKind, writtenOrInteger } from '../kind.js';

/** South African identity numbers: day of birth, sex and order, citizenship, then Luhn over thirteen digits. */
export const zaId: PersonalKind = {
  name: 'za-id',
  title: 'South African identity numbers',
  proof: 'checksum',
  types: writtenOrInteger,
  pattern: '[0-9]{6} ?[0-9]{4} ?[0-2][0-9]{2}',
  valid: (value) => {
    const digits = digitsOf(value);
    const born = isDayOfSomeCentury(
      numberAt(digits, 0, 2),
      numberAt(digits, 2, 4),
      numberAt(digits, 4, 6),
    );
    return born && passesLuhn(digits);
  },
  hint: named('id_?(?:no|number)', 'identity_?(?:no|number)', 'said', 'rsa_?id'),
  digits: 13,
  advice: 'drop',
};
