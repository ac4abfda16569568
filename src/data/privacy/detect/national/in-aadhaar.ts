import { digitsOf } from '../checks/digits.js';
import { passesVerhoeff } from '../checks/verhoeff.js';
import { named, type PersonalKind, writtenOrInteger } from '../kind.js';

/** Indian Aadhaar numbers (UIDAI): twelve digits, the first 2 to 9, the last by Verhoeff's scheme. */
export const inAadhaar: PersonalKind = {
  name: 'in-aadhaar',
  title: 'Indian Aadhaar numbers',
  proof: 'checksum',
  types: writtenOrInteger,
  pattern: '[2-9][0-9]{3}[ -]?[0-9]{4}[ -]?[0-9]{4}',
  valid: (value) => {
    const digits = digitsOf(value);
    const palindrome = digits.toReversed().every((each, at) => each === digits[at]);
    return !palindrome && passesVerhoeff(digits);
  },
  hint: named('aadh?aar(?:_?(?:no|number))?', 'uid(?:ai)?'),
  advice: 'drop',
};
