import { isDayOfSomeCentury } from '../checks/calendar.js';
import { digitsOf, numberAt } from '../checks/digits.js';
import { named, type PersonalKind, written } from '../kind.js';

/** Finnish personal identity codes (DVV): day of birth, century sign, three digits, and a character by the rest by 31. */
export const fiHetu: PersonalKind = {
  name: 'fi-hetu',
  title: 'Finnish personal identity codes',
  proof: 'shape',
  types: written,
  pattern: '[0-3][0-9][01][0-9]{3}[-+A-FU-Y][0-9]{3}[0-9A-FHJ-NPR-Y]',
  valid: (value) => {
    const digits = digitsOf(value.slice(0, 10));
    const born = isDayOfSomeCentury(
      numberAt(digits, 4, 6),
      numberAt(digits, 2, 4),
      numberAt(digits, 0, 2),
    );
    return born && '0123456789ABCDEFHJKLMNPRSTUVWXY'[numberAt(digits, 0, 9) % 31] === value.at(-1);
  },
  hint: named('hetu', 'henkilotunnus', 'sotu'),
  advice: 'drop',
};
