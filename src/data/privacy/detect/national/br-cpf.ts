import { digit, digitsOf, isMonotone, weighted } from '../checks/digits.js';
import { named, type PersonalKind, writtenOrInteger } from '../kind.js';

/** Brazilian CPF (Receita Federal): nine digits and two that check them, each by descending weights modulo 11. */
export const brCpf: PersonalKind = {
  name: 'br-cpf',
  title: 'Brazilian CPF numbers',
  proof: 'checksum',
  types: writtenOrInteger,
  pattern: String.raw`[0-9]{3}\.?[0-9]{3}\.?[0-9]{3}-?[0-9]{2}`,
  valid: (value) => {
    const digits = digitsOf(value);
    const first = checkOf(weighted(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2]));
    const second = checkOf(weighted(digits, [11, 10, 9, 8, 7, 6, 5, 4, 3, 2]));
    return digit(digits, 9) === first && digit(digits, 10) === second && !isMonotone(digits);
  },
  hint: named('cpf'),
  digits: 11,
  advice: 'drop',
};

function checkOf(sum: number): number {
  return ((sum * 10) % 11) % 10;
}
