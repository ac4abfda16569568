import { digitsOf, isMonotone, weighted } from '../checks/digits.js';
import { named, type PersonalKind, writtenOrInteger } from '../kind.js';

/** Australian tax file numbers: nine digits whose weighted sum is a multiple of 11 (Australian Taxation Office). */
export const auTfn: PersonalKind = {
  name: 'au-tfn',
  title: 'Australian tax file numbers',
  proof: 'name',
  types: writtenOrInteger,
  pattern: '[0-9]{3} ?[0-9]{3} ?[0-9]{3}',
  valid: (value) => {
    const digits = digitsOf(value);
    return weighted(digits, [1, 4, 3, 7, 5, 8, 6, 9, 10]) % 11 === 0 && !isMonotone(digits);
  },
  hint: named('tfn', 'tax_?file(?:_?(?:no|number))?'),
  digits: 9,
  advice: 'drop',
};
