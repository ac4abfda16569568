import { passesMod97 } from './checks/iso-7064.js';
import { named, type PersonalKind, written } from './kind.js';

/** Account numbers of ISO 13616: the country's length, and MOD 97-10 with the first four characters at the end. */
export const iban: PersonalKind = {
  name: 'iban',
  title: 'IBANs',
  proof: 'shape',
  types: written,
  pattern: '[A-Z]{2}[0-9]{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,3})?',
  valid: (value) => {
    const plain = value.replaceAll(/[ -]/g, '');
    return (
      lengths.get(plain.slice(0, 2)) === plain.length &&
      passesMod97(plain.slice(4) + plain.slice(0, 4))
    );
  },
  hint: named(
    'iban',
    'bank_?account',
    'account_?(?:no|number)',
    'kontonummer',
    'konto',
    'rekeningnummer',
    'compte_bancaire',
    'cuenta_bancaria',
  ),
  within: String.raw`\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b`,
  advice: 'drop',
};

/** Characters of an IBAN by country, from the SWIFT IBAN registry. */
const lengths = new Map(
  'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20'
    .split(' ')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))] as const),
);
