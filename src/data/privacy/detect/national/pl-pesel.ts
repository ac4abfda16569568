import { isDay } from '../checks/calendar.js';
import { digit, digitsOf, numberAt, weighted } from '../checks/digits.js';
import { named, type PersonalKind, writtenOrInteger } from '../kind.js';

/** Polish PESEL: the day of birth with the century added to the month, four digits, and a check by weights 1, 3, 7, 9. */
export const plPesel: PersonalKind = {
  name: 'pl-pesel',
  title: 'Polish PESEL numbers',
  proof: 'checksum',
  types: writtenOrInteger,
  pattern: '[0-9]{11}',
  valid: (value) => {
    const digits = digitsOf(value);
    const month = numberAt(digits, 2, 4);
    const century = [1900, 2000, 2100, 2200, 1800][Math.floor(month / 20)] ?? 0;
    const born = isDay(century + numberAt(digits, 0, 2), month % 20, numberAt(digits, 4, 6));
    const sum = weighted(digits, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]);
    return born && (10 - (sum % 10)) % 10 === digit(digits, 10);
  },
  hint: named('pesel'),
  digits: 11,
  advice: 'drop',
};
