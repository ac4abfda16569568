import { digitsOf } from '../checks/digits.js';
import { named, type PersonalKind, written } from '../kind.js';

/** Chilean RUT: up to eight digits, a dash, and a character by weights 2 to 7 from the right modulo 11. */
export const clRut: PersonalKind = {
  name: 'cl-rut',
  title: 'Chilean RUT numbers',
  proof: 'checksum',
  types: written,
  pattern: String.raw`[1-9][0-9]?\.?[0-9]{3}\.?[0-9]{3}-[0-9Kk]`,
  valid: (value) => {
    const digits = digitsOf(value.slice(0, -2)).toReversed();
    const sum = digits.reduce((total, each, at) => total + each * (2 + (at % 6)), 0);
    return '0K987654321'[sum % 11] === value.at(-1)?.toUpperCase();
  },
  hint: named('rut', 'run'),
  advice: 'drop',
};
