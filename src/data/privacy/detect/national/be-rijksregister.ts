import { digitsOf, numberAt } from '../checks/digits.js';
import { named, type PersonalKind, writtenOrInteger } from '../kind.js';

/** Belgian national numbers: nine digits, and 97 less the rest by 97; born from 2000 on, with a 2 in front. */
export const beRijksregister: PersonalKind = {
  name: 'be-rijksregister',
  title: 'Belgian national numbers',
  proof: 'checksum',
  types: writtenOrInteger,
  pattern: String.raw`[0-9]{2}\.?[0-6][0-9]\.?[0-3][0-9]-?[0-9]{3}[.\-]?[0-9]{2}`,
  valid: (value) => {
    const digits = digitsOf(value);
    const [first, check] = [numberAt(digits, 0, 9), numberAt(digits, 9, 11)];
    const month = numberAt(digits, 2, 4) % 20;
    const passes = [first, 2_000_000_000 + first].some((each) => 97 - (each % 97) === check);
    return passes && month <= 12 && numberAt(digits, 4, 6) <= 31 && first > 0;
  },
  hint: named('rijksregister(?:nummer)?', 'insz', 'niss', 'registre_national', 'nn', 'rrn'),
  digits: 11,
  advice: 'drop',
};
