import { named, type PersonalKind, written } from '../kind.js';

/** Italian tax codes (DM 23/12/1976): the last letter checks the 15 before it, odd and even places by tables of their own. */
export const itCodiceFiscale: PersonalKind = {
  name: 'it-codice-fiscale',
  title: 'Italian tax codes',
  proof: 'shape',
  types: written,
  pattern:
    '[A-Za-z]{6}[0-9LMNPQRSTUVlmnpqrstuv]{2}[ABCDEHLMPRSTabcdehlmprst][0-9LMNPQRSTUVlmnpqrstuv]{2}[A-Za-z][0-9LMNPQRSTUVlmnpqrstuv]{3}[A-Za-z]',
  valid: (value) => {
    const plain = value.toUpperCase();
    const sum = Array.from(plain.slice(0, 15)).reduce((total, letter, at) => {
      const even = Number.parseInt(letter, 36) - (/\d/.test(letter) ? 0 : 10);
      return total + (at % 2 === 0 ? (odd[even] ?? 0) : even);
    }, 0);
    return String.fromCharCode(65 + (sum % 26)) === plain[15];
  },
  hint: named('codice_?fiscale', 'cod_?fisc(?:ale)?', 'cf'),
  advice: 'drop',
};

/** What a letter counts in the first, third, … place, A to Z; digits count as A to J. */
const odd = [
  1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
];
