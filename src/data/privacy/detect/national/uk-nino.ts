import { named, type PersonalKind, written } from '../kind.js';

/** British national insurance numbers: the prefixes HMRC gives out (NIM39110), six digits, a suffix A to D. */
export const ukNino: PersonalKind = {
  name: 'uk-nino',
  title: 'UK national insurance numbers',
  proof: 'shape',
  types: written,
  pattern: '[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D]',
  valid: (value) => !['BG', 'GB', 'KN', 'NK', 'NT', 'TN', 'ZZ'].includes(value.slice(0, 2)),
  hint: named('nino', 'ni_?(?:no|number)', 'national_?insurance(?:_?(?:no|number))?'),
  advice: 'drop',
};
