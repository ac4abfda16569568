import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { env } from 'node:process';
import { describe, expect, it } from 'vitest';
import type { ColumnType } from '../../../src/contracts/table.js';
import { detectPersonalData } from '../../../src/data/privacy/detect-personal-data.js';
import { findingWords } from '../../../src/data/privacy/finding-words.js';
import { projectWith } from '../project.js';
import { draftOf, openBench } from './drafts.js';

const numbers = JSON.parse(
  readFileSync(join(import.meta.dirname, 'numbers.json'), 'utf8'),
) as Readonly<Record<string, { readonly valid: string[]; readonly invalid: string[] }>>;

async function found(
  name: string,
  values: readonly (string | number)[],
  type: ColumnType = 'category',
): Promise<Awaited<ReturnType<typeof detectPersonalData>>[number] | undefined> {
  const bench = await openBench();
  const draft = await draftOf(bench, { [name]: { type, values } });
  return (await detectPersonalData(draft, bench))[0];
}

describe('a column without a telling name', () => {
  const sure = [
    'us-ssn',
    'fr-nir',
    'iban',
    'it-codice-fiscale',
    'nl-bsn',
    'pl-pesel',
    'in-aadhaar',
    'br-cpf',
    'cn-resident-id',
    'ro-cnp',
    'za-id',
    'fi-hetu',
  ];
  it.each(sure)('of %s numbers is found', async (kind) => {
    expect(await found('column_7', numbers[kind]?.valid ?? [])).toMatchObject({
      kind,
      share: 1,
      verified: { checked: 20, valid: 20 },
      evidence: 'values',
    });
  });

  const checked = [
    'de-steuer-id',
    'nl-bsn',
    'pl-pesel',
    'tr-tckn',
    'br-cpf',
    'hr-oib',
    'ca-sin',
    'pt-nif',
    'au-tfn',
  ];
  it.each(checked)('of numbers that fail the check of %s is passed over', async (kind) => {
    expect(await found('column_7', numbers[kind]?.invalid ?? [])).toBeUndefined();
  });

  it('of plain integers is no phone, card or identity number', async () => {
    for (const start of [536_365, 10_000_000, 123_456_789, 1_234_567_890, 20_101_201_000]) {
      const values = Array.from({ length: 500 }, (_, at) => start + at * 7);
      expect(await found('InvoiceNo', values, 'integer')).toBeUndefined();
    }
  });

  it('of e-mail addresses with some dirt is found, with its shares and without a value', async () => {
    const values = Array.from({ length: 100 }, (_, at) =>
      at < 97 ? `Ann.${at}@example.com` : 'none',
    );
    const finding = await found('contact', values);
    expect(finding).toMatchObject({ kind: 'email', share: 0.97, checked: 100 });
    expect(finding === undefined ? '' : findingWords(finding)).toBe(
      '97 % of 100 values look like e-mail addresses',
    );
    expect(finding?.examples.join(' ')).not.toMatch(/Ann|example/);
  });

  it('of texts that hold phone numbers and addresses is found', async () => {
    const texts = Array.from(
      { length: 40 },
      (_, at) => `Please call ${at === 9 || at === 20 ? `+49 30 9018${at}55` : 'me'} soon`,
    );
    expect(await found('notes', texts, 'text')).toMatchObject({
      kind: 'phone',
      evidence: 'text',
      share: 0.05,
    });
  });
});

describe('a column with a telling name', () => {
  const cases: readonly (readonly [string, readonly (string | number)[], ColumnType, string])[] = [
    ['Nachname', ['Müller', 'von der Heide', 'Øst'], 'category', 'person-name'],
    ['نام خانوادگی', ['احمدی', 'رضایی'], 'category', 'person-name'],
    ['Name', ['Braund, Mr. Owen Harris', 'Heikkinen, Miss. Laina'], 'text', 'person-name'],
    ['homeAddress', ['12 High St, Leeds', 'Hauptstr. 5, Berlin'], 'text', 'postal-address'],
    ['date_naissance', ['1987-05-17', '2001-01-02'], 'timestamp', 'birth-date'],
    ['zip', [10057, 2139], 'integer', 'postcode'],
    ['lat', [52.520008, 48.137154], 'number', 'coordinates'],
    ['mobile', [4915112345678, 4915112345679], 'integer', 'phone'],
    ['ssn', [536221234, 1230456], 'integer', 'us-ssn'],
  ];
  it.for(cases)('%s is found', async ([name, values, type, kind]) => {
    expect(await found(name, values, type)).toMatchObject({ kind });
  });

  const others: readonly (readonly [string, readonly (string | number)[], ColumnType])[] = [
    ['name', ['chevrolet malibu', 'ford torino'], 'category'],
    ['product_name', ['Wireless Mouse', 'Desk Lamp'], 'category'],
    ['name', ['Wireless Mouse', 'Desk Lamp', 'Garden Chair'], 'category'],
    ['latitude', [37.88, 37.86], 'number'],
    ['capital_gain', [2174, 0], 'integer'],
    ['version', ['1.2.3', '10.0'], 'category'],
    ['state', ['CA', 'NY'], 'category'],
    ['birth_year', [1987, 1990], 'integer'],
  ];
  it.each(others)('%s is passed over', async (name, values, type) => {
    expect(await found(name, values, type)).toBeUndefined();
  });
});

const data = resolve(env['MLX_TEST_DATA'] ?? join(import.meta.dirname, '../../../../shared/data'));

describe.skipIf(!existsSync(data))(`public tables (in ${data})`, () => {
  const tables: readonly (readonly [string, object, readonly string[]])[] = [
    ['adult/adult.data.gz', { header: false }, []],
    ['california/housing.csv.gz', {}, []],
    ['telco/Telco-Customer-Churn.csv.gz', {}, []],
    ['titanic/train.csv', {}, ['Name person-name']],
  ];
  it.each(tables)('%s', async (path, params, expected) => {
    const project = await projectWith({});
    const source = { path: join(data, 'tabular', path), ...params };
    const { privacy, columns } = await project.ingest('csv', source);
    const bench = await openBench();
    const findings = await detectPersonalData(
      {
        relation: `(SELECT *, file_row_number AS __row FROM read_parquet('${project.table}', file_row_number = true))`,
        columns,
      },
      bench,
    );
    expect(findings.map(({ column, kind }) => `${column} ${kind}`)).toEqual(expected);
    expect(privacy.actions).toEqual({});
  });
});
