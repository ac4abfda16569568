import { digitsOf, weighted } from '../checks/digits.js';
import { named, type PersonalKind, writtenOrInteger } from '../kind.js';

/** Swiss social security numbers: thirteen digits from 756, checked as EAN-13 (Zentrale Ausgleichsstelle). */
export const chAhv: PersonalKind = {
  name: 'ch-ahv',
  title: 'Swiss social security numbers',
  proof: 'checksum',
  types: writtenOrInteger,
  pattern: String.raw`756\.?[0-9]{4}\.?[0-9]{4}\.?[0-9]{2}`,
  valid: (value) => weighted(digitsOf(value), [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]) % 10 === 0,
  hint: named('ahv(?:_?(?:nr|nummer))?', 'avs', 'navs', 'oasi'),
  advice: 'drop',
};
