import { named, type PersonalKind, written } from './kind.js';

const address = String.raw`[A-Za-z0-9._%+'-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}`;

/** Mailboxes as people have them: the common part of RFC 5321, with a domain of at least two labels. */
export const email: PersonalKind = {
  name: 'email',
  title: 'e-mail addresses',
  proof: 'shape',
  types: written,
  pattern: address,
  valid: (value) => !value.startsWith('.') && !value.includes('..') && !value.includes('.@'),
  hint: named(
    'e_?mail',
    'mail',
    'e_?mail_?address',
    'courriel',
    'correo',
    'correo_electronico',
    'eposta',
    'e_posta',
  ),
  within: address,
  advice: 'pseudonymise',
};
