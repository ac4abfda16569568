import { digit, digitsOf, weighted } from '../checks/digits.js';
import { named, type PersonalKind, writtenOrInteger } from '../kind.js';

/** Portuguese tax numbers of persons: nine digits from 1, 2, 3 or 45, the last by weights 9 to 2 modulo 11. Others are alike, so only by name. */
export const ptNif: PersonalKind = {
  name: 'pt-nif',
  title: 'Portuguese tax numbers',
  proof: 'name',
  types: writtenOrInteger,
  pattern: '(?:[1-3][0-9]{2}|45[0-9]) ?[0-9]{3} ?[0-9]{3}',
  valid: (value) => {
    const digits = digitsOf(value);
    const rest = weighted(digits, [9, 8, 7, 6, 5, 4, 3, 2]) % 11;
    return (rest < 2 ? 0 : 11 - rest) === digit(digits, 8);
  },
  hint: named('nif', 'contribuinte', 'n_?contribuinte'),
  advice: 'drop',
};
