import { isDay } from '../checks/calendar.js';
import { digitsOf, numberAt } from '../checks/digits.js';
import { passesLuhn } from '../checks/luhn.js';
import { named, type PersonalKind, writtenOrInteger } from '../kind.js';

/** Swedish personal numbers (Skatteverket): day of birth, three digits, and Luhn over the last ten. Days above 60 are co-ordination numbers. */
export const sePersonnummer: PersonalKind = {
  name: 'se-personnummer',
  title: 'Swedish personal numbers',
  proof: 'checksum',
  types: writtenOrInteger,
  pattern: '(?:19|20)?[0-9]{6}[-+]?[0-9]{4}',
  valid: (value) => {
    const digits = digitsOf(value).slice(-10);
    const day = numberAt(digits, 4, 6) % 60;
    const year = numberAt(digits, 0, 2);
    const month = numberAt(digits, 2, 4);
    return (isDay(1900 + year, month, day) || isDay(2000 + year, month, day)) && passesLuhn(digits);
  },
  hint: named('person_?nummer', 'personnr', 'pnr'),
  advice: 'drop',
};
