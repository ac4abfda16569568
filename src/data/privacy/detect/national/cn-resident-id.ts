import { isDay } from '../checks/calendar.js';
import { digitsOf, numberAt } from '../checks/digits.js';
import { passesMod11And2 } from '../checks/iso-7064.js';
import { named, type PersonalKind, written } from '../kind.js';

/** Chinese resident identity numbers (GB 11643-1999): region, day of birth, order, and ISO 7064 MOD 11-2. */
export const cnResidentId: PersonalKind = {
  name: 'cn-resident-id',
  title: 'Chinese resident identity numbers',
  proof: 'shape',
  types: [...written, 'integer'],
  pattern: '[1-9][0-9]{5}(?:19|20)[0-9]{2}[01][0-9][0-3][0-9]{4}[0-9Xx]',
  valid: (value) => {
    const digits = digitsOf(value.slice(6, 14));
    const born = isDay(numberAt(digits, 0, 4), numberAt(digits, 4, 6), numberAt(digits, 6, 8));
    return born && passesMod11And2(value);
  },
  hint: named('resident_?id', 'shenfenzheng', 'id_?card', '身份证(?:号|号码)?'),
  advice: 'drop',
};
