import { isDay } from '../checks/calendar.js';
import { digit, digitsOf, numberAt, weighted } from '../checks/digits.js';
import { named, type PersonalKind, writtenOrInteger } from '../kind.js';

/** Bulgarian uniform civil numbers: day of birth with the century in the month, and a check by weights modulo 11. */
export const bgEgn: PersonalKind = {
  name: 'bg-egn',
  title: 'Bulgarian civil numbers',
  proof: 'checksum',
  types: writtenOrInteger,
  pattern: '[0-9]{10}',
  valid: (value) => {
    const digits = digitsOf(value);
    const month = numberAt(digits, 2, 4);
    const century = [1900, 1800, 2000][Math.floor(month / 20)] ?? 0;
    const born = isDay(century + numberAt(digits, 0, 2), month % 20, numberAt(digits, 4, 6));
    const sum = weighted(digits, [2, 4, 8, 5, 10, 9, 7, 3, 6]);
    return born && (sum % 11) % 10 === digit(digits, 9);
  },
  hint: named('egn', 'егн'),
  digits: 10,
  advice: 'drop',
};
