import { digit, digitsOf, weighted } from '../checks/digits.js';
import { named, type PersonalKind, writtenOrInteger } from '../kind.js';

/** Turkish identity numbers: two digits at the end check the nine before them (Nüfus ve Vatandaşlık İşleri). */
export const trTckn: PersonalKind = {
  name: 'tr-tckn',
  title: 'Turkish identity numbers',
  proof: 'checksum',
  types: writtenOrInteger,
  pattern: '[1-9][0-9]{10}',
  valid: (value) => {
    const digits = digitsOf(value);
    const tenth = weighted(digits, [7, -1, 7, -1, 7, -1, 7, -1, 7]);
    const sum = digits.slice(0, 10).reduce((total, each) => total + each, 0);
    return ((tenth % 10) + 10) % 10 === digit(digits, 9) && sum % 10 === digit(digits, 10);
  },
  hint: named('tckn', 'tc_?(?:kimlik|no)', 'tc_?kimlik_?no', 'kimlik_?no'),
  digits: 11,
  advice: 'drop',
};
