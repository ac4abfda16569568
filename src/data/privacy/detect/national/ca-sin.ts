import { digitsOf, isMonotone } from '../checks/digits.js';
import { passesLuhn } from '../checks/luhn.js';
import { named, type PersonalKind, writtenOrInteger } from '../kind.js';

/** Canadian social insurance numbers: nine digits by Luhn, none from 8. Other numbers are made the same way (SIREN), so only by name. */
export const caSin: PersonalKind = {
  name: 'ca-sin',
  title: 'Canadian social insurance numbers',
  proof: 'name',
  types: writtenOrInteger,
  pattern: '[1-79][0-9]{2}[ -]?[0-9]{3}[ -]?[0-9]{3}',
  valid: (value) => passesLuhn(digitsOf(value)) && !isMonotone(digitsOf(value)),
  hint: named('sin', 'sin_?(?:no|number)', 'social_?insurance(?:_?(?:no|number))?', 'nas'),
  advice: 'drop',
};
