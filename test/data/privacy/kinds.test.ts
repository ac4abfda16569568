import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { personalKinds } from '../../../src/data/privacy/detect/index.js';

/** Made up at random and told apart by python-stdnum 2.2, so that two programs agree. */
const numbers = JSON.parse(
  readFileSync(join(import.meta.dirname, 'numbers.json'), 'utf8'),
) as Readonly<Record<string, { readonly valid: string[]; readonly invalid: string[] }>>;

/** Whether a value is of a kind, as it is told without the name of its column where there is such a way. */
function is(kind: string, value: string): boolean {
  const ways = personalKinds.filter(({ name }) => name === kind);
  const sure = ways.filter(({ proof }) => proof !== 'name');
  return (sure.length > 0 ? sure : ways).some(
    ({ pattern, valid }) => new RegExp(`^(?:${pattern})$`, 'u').test(value) && valid(value),
  );
}

describe('numbers with check digits', () => {
  for (const [kind, { valid, invalid }] of Object.entries(numbers)) {
    it(`${kind}: what python-stdnum takes is taken`, () => {
      expect(valid.filter((value) => !is(kind, value))).toEqual([]);
    });
    it(`${kind}: what python-stdnum refuses is refused`, () => {
      expect(invalid.filter((value) => is(kind, value))).toEqual([]);
    });
  }
});

describe('values without check digits', () => {
  const cases: Readonly<Record<string, { readonly yes: string[]; readonly no: string[] }>> = {
    email: {
      yes: ['ann@example.com', "o'neil+x@mail.example.co.uk", 'A.B@X-Y.org'],
      no: ['ann@localhost', 'a..b@example.com', '@example.com', 'ann@', 'a b@example.com'],
    },
    phone: {
      yes: [
        '+49 30 901820',
        '+442079460958',
        '(212) 555-0123',
        '030 / 901820',
        '+1 (212) 555-0123',
      ],
      no: ['2010-12-01', '12345678', '01/02/1987', '01.02.87', '536365', '3.14159265', '1-2'],
    },
    'ip-address': {
      yes: ['192.168.1.17', '2001:db8::1', '::ffff:10.0.0.1'],
      no: ['256.1.1.1', '1.2.3', '12:30:00', '0.0.0.0'],
    },
    'mac-address': {
      yes: ['00:1B:44:11:3A:B7', '00-1b-44-11-3a-b7', '001b.4411.3ab7'],
      no: ['00:00:00:00:00:00', '00:1B:44:11:3A', 'FF-FF-FF-FF-FF-FF'],
    },
    'uk-nino': {
      yes: ['AB123456C', 'JM 12 34 56 D'],
      no: ['GB123456A', 'AB123456E', 'DA123456A', 'AO123456A'],
    },
    iban: {
      yes: ['GB82 WEST 1234 5698 7654 32'],
      no: ['GB82WEST1234569876543', 'XX82WEST12345698765432'],
    },
    'ir-melli': { yes: ['0499370899', '0790419904'], no: ['0499370898', '1111111111'] },
    'dk-cpr': { yes: ['211062-5629'], no: ['311362-5629'] },
  };
  for (const [kind, { yes, no }] of Object.entries(cases)) {
    it(`${kind}: the right ones and no others`, () => {
      expect(yes.filter((value) => !is(kind, value))).toEqual([]);
      expect(no.filter((value) => is(kind, value))).toEqual([]);
    });
  }
});
