import { isDayOfSomeCentury } from '../checks/calendar.js';
import { digit, digitsOf, numberAt, weighted } from '../checks/digits.js';
import { named, type PersonalKind, writtenOrInteger } from '../kind.js';

/** Estonian and Lithuanian personal codes: sex and century, day of birth, order, and a check by two series of weights. */
export const eeIsikukood: PersonalKind = {
  name: 'ee-isikukood',
  title: 'Estonian or Lithuanian personal codes',
  proof: 'checksum',
  types: writtenOrInteger,
  pattern: '[1-8][0-9]{10}',
  valid: (value) => {
    const digits = digitsOf(value);
    const born = isDayOfSomeCentury(
      numberAt(digits, 1, 3),
      numberAt(digits, 3, 5),
      numberAt(digits, 5, 7),
    );
    const first = weighted(digits, [1, 2, 3, 4, 5, 6, 7, 8, 9, 1]) % 11;
    const second = weighted(digits, [3, 4, 5, 6, 7, 8, 9, 1, 2, 3]) % 11;
    return born && (first < 10 ? first : second % 10) === digit(digits, 10);
  },
  hint: named('isikukood', 'asmens_kodas'),
  advice: 'drop',
};
