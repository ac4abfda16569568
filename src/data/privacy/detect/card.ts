import { digitsOf, isMonotone, numberAt } from './checks/digits.js';
import { passesLuhn } from './checks/luhn.js';
import { named, type PersonalKind, writtenOrInteger } from './kind.js';

/** Payment cards: the issuer's first digits and length as ISO/IEC 7812 and the networks publish them, then Luhn. */
export const card: PersonalKind = {
  name: 'card',
  title: 'payment card numbers',
  proof: 'checksum',
  types: writtenOrInteger,
  pattern:
    '[2-6][0-9]{3}[ -]?[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{1,4}(?:[ -]?[0-9]{3})?|3[0-9]{3}[ -]?[0-9]{6}[ -]?[0-9]{4,5}',
  valid: (value) => {
    const digits = digitsOf(value);
    return isIssued(digits) && !isMonotone(digits) && passesLuhn(digits);
  },
  hint: named(
    'card',
    'card_?(?:no|number|nr)',
    'credit_?card',
    'cc',
    'cc_?(?:no|num|number)',
    'pan',
    'kreditkarte(?:nnummer)?',
    'carte_?(?:bancaire|bleue)',
    'tarjeta',
    'carta_di_credito',
    'creditcard(?:nummer)?',
  ),
  within: '[2-6][0-9]{3}[ -][0-9]{4}[ -][0-9]{4}[ -][0-9]{4}',
  advice: 'drop',
};

function isIssued(digits: readonly number[]): boolean {
  return networks.some(
    ({ lengths, starts }) =>
      lengths.includes(digits.length) &&
      starts.some(([low, high]) => {
        const start = numberAt(digits, 0, `${low}`.length);
        return low <= start && start <= high;
      }),
  );
}

/** First digits from and to, and the lengths they are issued in. */
const networks: readonly {
  readonly starts: readonly (readonly [number, number])[];
  readonly lengths: readonly number[];
}[] = [
  { starts: [[4, 4]], lengths: [13, 16, 19] }, // Visa
  {
    starts: [
      [51, 55],
      [2221, 2720],
    ],
    lengths: [16],
  }, // Mastercard
  {
    starts: [
      [34, 34],
      [37, 37],
    ],
    lengths: [15],
  }, // American Express
  {
    starts: [
      [6011, 6011],
      [644, 649],
      [65, 65],
    ],
    lengths: [16, 17, 18, 19],
  }, // Discover
  {
    starts: [
      [300, 305],
      [36, 36],
      [38, 39],
    ],
    lengths: [14, 15, 16, 17, 18, 19],
  }, // Diners Club
  { starts: [[3528, 3589]], lengths: [16, 17, 18, 19] }, // JCB
  { starts: [[62, 62]], lengths: [16, 17, 18, 19] }, // UnionPay
];
