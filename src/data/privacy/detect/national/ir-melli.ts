import { digit, digitsOf, isMonotone, weighted } from '../checks/digits.js';
import { named, type PersonalKind, writtenOrInteger } from '../kind.js';

/** Iranian national codes (kod-e melli): ten digits, the last by weights 10 to 2 modulo 11. */
export const irMelli: PersonalKind = {
  name: 'ir-melli',
  title: 'Iranian national codes',
  proof: 'checksum',
  types: writtenOrInteger,
  pattern: '[0-9]{3}-?[0-9]{6}-?[0-9]',
  valid: (value) => {
    const digits = digitsOf(value);
    const rest = weighted(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11;
    return digit(digits, 9) === (rest < 2 ? rest : 11 - rest) && !isMonotone(digits);
  },
  hint: named('melli', 'kod_?e?_?melli', 'code_?melli', 'national_?(?:code|id)', 'کد_?مل[یي]'),
  digits: 10,
  advice: 'drop',
};
