import { digitsOf, isMonotone } from './checks/digits.js';
import { named, type PersonalKind, written } from './kind.js';

const international = String.raw`(?:\+|00)[1-9][0-9]{0,2}[ .\-]?(?:\(0?[0-9]{1,4}\)|[0-9]{1,4})(?:[ .\-/]?[0-9]{2,5}){1,5}`;
const american = String.raw`(?:1[ .\-])?(?:\([2-9][0-9]{2}\) ?|[2-9][0-9]{2}[.\-])[2-9][0-9]{2}[ .\-][0-9]{4}(?: ?(?:x|ext\.?) ?[0-9]{1,6})?`;
const trunk = String.raw`\(?0[1-9][0-9]{0,4}\)?(?: ?[.\-/] ?| )[0-9]{2,5}(?:[ .\-]?[0-9]{2,5}){1,4}`;
const bare = '0?[1-9][0-9]{6,13}';

/**
 * Numbers of E.164 with their plus, North American ones, and national ones that start with a 0 and are grouped. Plain
 * digits are one only where the column says so: too much else looks like them.
 */
export const phone: PersonalKind = {
  name: 'phone',
  title: 'phone numbers',
  proof: 'shape',
  types: written,
  pattern: `${international}|${american}|${trunk}`,
  valid: hasPhoneDigits,
  hint: named(
    'tele?_?phone',
    'phone',
    'phone_?(?:no|number|nr)',
    'mobile(?:_?(?:no|number|phone))?',
    'tel',
    'cell',
    'cellphone',
    'fax',
    'telefono?',
    'telefon(?:nummer)?',
    'handy(?:nummer)?',
    'mobilnummer',
    'portable',
    'celular',
    'movil',
    'cellulare',
    'telefoon(?:nummer)?',
    'gsm',
    'msisdn',
    'whatsapp',
  ),
  within: String.raw`\+[1-9][0-9]{0,2}[ .\-]?(?:\(0?[0-9]{1,4}\)|[0-9]{1,4})(?:[ .\-]?[0-9]{2,5}){1,5}`,
  advice: 'drop',
};

/** The same under a column that says it holds phone numbers: plain digits count, too. */
export const phoneByName: PersonalKind = {
  ...phone,
  proof: 'name',
  types: ['category', 'text', 'integer'],
  pattern: `${phone.pattern}|${bare}|[0-9][0-9 .()/\\-]{6,20}`,
};

function hasPhoneDigits(value: string): boolean {
  const digits = digitsOf(value.replace(/(?:x|ext).*$/, ''));
  return digits.length >= 7 && digits.length <= 15 && !isMonotone(digits) && !isDate(value);
}

/** `01/02/1987` and `01.02.1987` have the shape of some national numbers. */
function isDate(value: string): boolean {
  return /^[0-3]?\d([./-])[0-3]?\d\1(?:\d{2}|\d{4})$/.test(value);
}
