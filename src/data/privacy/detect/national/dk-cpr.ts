import { isDayOfSomeCentury } from '../checks/calendar.js';
import { digitsOf, numberAt } from '../checks/digits.js';
import { named, type PersonalKind, written } from '../kind.js';

/** Danish CPR numbers: the day of birth and four digits. New ones pass no check since 2007, so only by name. */
export const dkCpr: PersonalKind = {
  name: 'dk-cpr',
  title: 'Danish CPR numbers',
  proof: 'name',
  types: written,
  pattern: '[0-3][0-9][01][0-9]{3}-?[0-9]{4}',
  valid: (value) => {
    const digits = digitsOf(value);
    return isDayOfSomeCentury(
      numberAt(digits, 4, 6),
      numberAt(digits, 2, 4),
      numberAt(digits, 0, 2),
    );
  },
  hint: named('cpr', 'cpr_?(?:no|nr|nummer|number)', 'personnummer'),
  advice: 'drop',
};
