import { named, type PersonalKind, writtenOrInteger } from './kind.js';

/** Postcodes of common shapes, under a column that says so. */
export const postcode: PersonalKind = {
  name: 'postcode',
  title: 'postcodes',
  proof: 'name',
  types: writtenOrInteger,
  pattern: String.raw`[0-9]{4,6}(?:-[0-9]{3,4})?|[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}|[A-Z][0-9][A-Z] ?[0-9][A-Z][0-9]|[0-9]{4} ?[A-Z]{2}|[0-9]{2}-[0-9]{3}|[0-9]{3} [0-9]{2}|[A-Z]{1,2}-[0-9]{4,5}`,
  valid: () => true,
  hint: named(
    'zip(?:_?code)?',
    'post_?code',
    'postal_?code',
    'plz',
    'postleitzahl',
    'code_postal',
    'codigo_postal',
    'cap',
    'cep',
    'postnummer',
    'kod_pocztowy',
    'posta_kodu',
    'pin_?code',
    'индекс',
    '郵便番号',
    '邮编',
  ),
  digits: 5,
  advice: 'generalise',
};
