import { named, type PersonalKind, writtenOrInteger } from '../kind.js';

/** French social security numbers (INSEE): sex, year, month, place and order, then 97 less the rest by 97. 2A and 2B are Corsica. */
export const frNir: PersonalKind = {
  name: 'fr-nir',
  title: 'French social security numbers',
  proof: 'shape',
  types: writtenOrInteger,
  pattern: '[1-478] ?[0-9]{2} ?[0-9]{2} ?[0-9][0-9AB] ?[0-9]{3} ?[0-9]{3} ?[0-9]{2}',
  valid: (value) => {
    const plain = value.replaceAll(' ', '').replace('2A', '19').replace('2B', '18');
    if (!/^\d{15}$/.test(plain)) return false;
    const month = Number(plain.slice(3, 5));
    const known = (month >= 1 && month <= 12) || (month >= 20 && month <= 42) || month >= 50;
    return known && 97 - (Number(plain.slice(0, 13)) % 97) === Number(plain.slice(13));
  },
  hint: named(
    'nir',
    'nss',
    'secu',
    'securite_sociale',
    'num(?:ero)?_secu(?:rite_sociale)?',
    'insee',
  ),
  advice: 'drop',
};
