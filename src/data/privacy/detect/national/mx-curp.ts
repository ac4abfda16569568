import { isDayOfSomeCentury } from '../checks/calendar.js';
import { digitsOf, numberAt } from '../checks/digits.js';
import { named, type PersonalKind, written } from '../kind.js';

/** Mexican CURP (RENAPO): letters of the name, day of birth, sex, state, consonants, and a check digit in base 37 modulo 10. */
export const mxCurp: PersonalKind = {
  name: 'mx-curp',
  title: 'Mexican CURP codes',
  proof: 'shape',
  types: written,
  pattern: '[A-Z][AEIOUX][A-Z]{2}[0-9]{6}[HMX][A-Z]{5}[0-9A-Z][0-9]',
  valid: (value) => {
    const digits = digitsOf(value.slice(4, 10));
    const born = isDayOfSomeCentury(
      numberAt(digits, 0, 2),
      numberAt(digits, 2, 4),
      numberAt(digits, 4, 6),
    );
    const sum = Array.from(value.slice(0, 17)).reduce(
      (total, letter, at) => total + letters.indexOf(letter) * (18 - at),
      0,
    );
    return born && (10 - (sum % 10)) % 10 === Number(value[17]);
  },
  hint: named('curp'),
  advice: 'drop',
};

const letters = '0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ';
