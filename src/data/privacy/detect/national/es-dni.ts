import { named, type PersonalKind, written } from '../kind.js';

/** Spanish DNI and NIE: up to eight digits (the NIE's X, Y, Z stand for 0, 1, 2) and a letter by the rest by 23. */
export const esDni: PersonalKind = {
  name: 'es-dni',
  title: 'Spanish identity numbers',
  proof: 'checksum',
  types: written,
  pattern: '[0-9]{8}-?[A-Za-z]|[XYZxyz]-?[0-9]{7}-?[A-Za-z]',
  valid: (value) => {
    const plain = value.toUpperCase().replaceAll('-', '');
    const digits = plain.slice(0, -1).replace(/^[XYZ]/, (letter) => `${'XYZ'.indexOf(letter)}`);
    return 'TRWAGMYFPDXBNJZSQVHLCKE'[Number(digits) % 23] === plain.at(-1);
  },
  hint: named('dni', 'nie', 'nif', 'documento(?:_identidad)?'),
  advice: 'drop',
};
