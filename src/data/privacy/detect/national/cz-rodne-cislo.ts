import { isDayOfSomeCentury } from '../checks/calendar.js';
import { digitsOf, numberAt } from '../checks/digits.js';
import { named, type PersonalKind, written } from '../kind.js';

/** Czech and Slovak birth numbers with their slash: day of birth (women's months plus 50, or 20 more), ten digits a multiple of 11. */
export const czRodneCislo: PersonalKind = {
  name: 'cz-rodne-cislo',
  title: 'Czech or Slovak birth numbers',
  proof: 'shape',
  types: written,
  pattern: '[0-9]{6}/[0-9]{4}',
  valid: (value) => {
    const digits = digitsOf(value);
    const month = (numberAt(digits, 2, 4) % 50) % 20;
    const born = isDayOfSomeCentury(numberAt(digits, 0, 2), month, numberAt(digits, 4, 6));
    const number = numberAt(digits, 0, 10);
    return born && (number % 11 === 0 || (numberAt(digits, 0, 9) % 11 === 10 && number % 10 === 0));
  },
  hint: named('rodne_?cislo', 'rc', 'birth_?number'),
  advice: 'drop',
};
