import { isDayOfSomeCentury } from '../checks/calendar.js';
import { digitsOf, numberAt, weighted } from '../checks/digits.js';
import { named, type PersonalKind, writtenOrInteger } from '../kind.js';

/** Norwegian birth numbers (Skatteetaten): day of birth, three digits, and two that check by weights modulo 11. */
export const noFodselsnummer: PersonalKind = {
  name: 'no-fodselsnummer',
  title: 'Norwegian birth numbers',
  proof: 'checksum',
  types: writtenOrInteger,
  pattern: '[0-7][0-9]{5} ?[0-9]{5}',
  valid: (value) => {
    const digits = digitsOf(value);
    const born = isDayOfSomeCentury(
      numberAt(digits, 4, 6),
      numberAt(digits, 2, 4) % 40,
      numberAt(digits, 0, 2) % 40,
    );
    return (
      born &&
      weighted(digits, [3, 7, 6, 1, 8, 9, 4, 5, 2, 1]) % 11 === 0 &&
      weighted(digits, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0
    );
  },
  hint: named('fodselsnummer', 'fnr', 'personnummer'),
  digits: 11,
  advice: 'drop',
};
