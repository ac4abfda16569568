import { digitsOf, isMonotone, numberAt } from '../checks/digits.js';
import { named, type PersonalKind, writtenOrInteger } from '../kind.js';

/** US social security numbers. No area 000, 666 or 900–999, no group 00, no serial 0000 (Social Security Administration). */
const rules = {
  title: 'US social security numbers',
  valid: (value: string): boolean => {
    const digits = digitsOf(value);
    const area = numberAt(digits, 0, 3);
    const given = area > 0 && area !== 666 && area < 900;
    return given && numberAt(digits, 3, 5) > 0 && numberAt(digits, 5, 9) > 0 && !isMonotone(digits);
  },
  hint: named('ssn', 'social_?security(?:_?(?:no|number))?', 'soc_?sec'),
  advice: 'drop',
} as const;

/** Written with its dashes, in which hardly anything else is. */
export const usSsn: PersonalKind = {
  ...rules,
  name: 'us-ssn',
  proof: 'shape',
  types: ['category', 'text'],
  pattern: '[0-8][0-9]{2}-[0-9]{2}-[0-9]{4}',
  within: String.raw`\b[0-8][0-9]{2}-[0-9]{2}-[0-9]{4}\b`,
};

/** Nine plain digits, under a column that says so. */
export const usSsnByName: PersonalKind = {
  ...rules,
  name: 'us-ssn',
  proof: 'name',
  types: writtenOrInteger,
  pattern: '[0-8][0-9]{2}[- ]?[0-9]{2}[- ]?[0-9]{4}',
  digits: 9,
};
