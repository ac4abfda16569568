import { isDayOfSomeCentury } from '../checks/calendar.js';
import { digit, digitsOf, numberAt, weighted } from '../checks/digits.js';
import { named, type PersonalKind, written } from '../kind.js';

/** South Korean resident numbers: day of birth, sex and century, and a check digit by weights modulo 11 (given out until October 2020). */
export const krRrn: PersonalKind = {
  name: 'kr-rrn',
  title: 'South Korean resident numbers',
  proof: 'checksum',
  types: written,
  pattern: '[0-9]{6}-?[1-8][0-9]{6}',
  valid: (value) => {
    const digits = digitsOf(value);
    const born = isDayOfSomeCentury(
      numberAt(digits, 0, 2),
      numberAt(digits, 2, 4),
      numberAt(digits, 4, 6),
    );
    const sum = weighted(digits, [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]);
    return born && (11 - (sum % 11)) % 10 === digit(digits, 12);
  },
  hint: named('rrn', 'resident_?(?:registration_?)?(?:no|number)', '주민등록번호'),
  advice: 'drop',
};
