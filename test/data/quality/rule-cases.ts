import type { JsonObject } from '../../../src/contracts/json.js';
import type { HandTable } from './checking.js';

/** Rows (from 0) of a table written by hand that break a rule. */
interface RuleCase {
  readonly name: string;
  readonly table: HandTable;
  readonly rule: JsonObject;
  readonly breaks: readonly number[];
}

export const people: HandTable = {
  columns: { age: 'integer', name: 'category', score: 'number', at: 'timestamp', ok: 'boolean' },
  rows: [
    [30, 'Anna', 1.5, '2026-01-01 00:00:00', true],
    [999, 'Bert', -2, '2026-01-02 00:00:00', false],
    [null, null, null, null, null],
    [18, 'anna', 0, '2026-01-01 12:00:00', true],
    [17, 'Annna', 7.25, '2026-03-01 00:00:00', true],
    [110, '12345', 2, '2025-12-31 23:59:59', false],
  ],
};

export function ofColumn(
  type: 'category' | 'integer' | 'number',
  values: readonly (string | number | null)[],
): HandTable {
  return { columns: { v: type }, rows: values.map((value) => [value]) };
}

const letters = (text: string, times: number): string[] =>
  Array.from({ length: times }, () => text);

export const cases: readonly RuleCase[] = [
  { name: 'between', table: people, rule: { column: 'age', between: [18, 110] }, breaks: [1, 4] },
  {
    name: 'an open side',
    table: people,
    rule: { column: 'score', between: [0, null] },
    breaks: [1],
  },
  {
    name: 'a fraction as a bound of whole numbers',
    table: people,
    rule: { column: 'age', between: [17.5, null] },
    breaks: [4],
  },
  {
    name: 'timestamps between',
    table: people,
    rule: { column: 'at', between: ['2026-01-01', '2026-01-31T00:00:00Z'] },
    breaks: [4, 5],
  },
  {
    name: 'texts between',
    table: people,
    rule: { column: 'name', between: ['A', 'B'] },
    breaks: [1, 3, 5],
  },
  { name: 'not_null', table: people, rule: { column: 'age', not_null: true }, breaks: [2] },
  { name: 'in', table: people, rule: { column: 'name', in: ['Anna', 'Bert'] }, breaks: [3, 4, 5] },
  {
    name: 'in, of numbers',
    table: people,
    rule: { column: 'age', in: [30, 18, '17'] },
    breaks: [1, 5],
  },
  { name: 'in, of truths', table: people, rule: { column: 'ok', in: [true] }, breaks: [1, 5] },
  { name: 'not_in', table: people, rule: { column: 'score', not_in: [0, -2] }, breaks: [1, 3] },
  {
    name: 'matches',
    table: people,
    rule: { column: 'name', matches: '^[A-Z][a-z]+$' },
    breaks: [3, 5],
  },
  {
    name: 'length',
    table: people,
    rule: { column: 'name', length: { min: 4, max: 4 } },
    breaks: [4, 5],
  },
  { name: 'type', table: people, rule: { column: 'name', type: 'number' }, breaks: [0, 1, 3, 4] },
  {
    name: 'a type that the column has',
    table: people,
    rule: { column: 'age', type: 'integer' },
    breaks: [],
  },
  {
    name: 'expression',
    table: people,
    rule: { expression: 'age > 17 AND score >= 0' },
    breaks: [1, 4],
  },
  { name: 'where', table: people, rule: { expression: 'age > 100', where: 'NOT ok' }, breaks: [] },
  {
    name: 'where, with a rule of sets',
    table: people,
    rule: { unique: 'ok', where: "name <> 'Anna'" },
    breaks: [4, 5],
  },
  {
    name: 'unique',
    table: ofColumn('category', ['a', 'b', 'a', null, null, 'a', 'B']),
    rule: { unique: 'v' },
    breaks: [2, 5],
  },
  {
    name: 'unique together',
    table: {
      columns: { a: 'integer', b: 'category' },
      rows: [
        [1, 'x'],
        [1, 'y'],
        [2, 'x'],
        [1, 'x'],
        [1, null],
        [1, null],
      ],
    },
    rule: { unique: ['a', 'b'] },
    breaks: [3],
  },
  {
    name: 'determines, and the first of equally frequent values is right',
    table: {
      columns: { zip: 'category', city: 'category' },
      rows: [
        ['1', 'Bonn'],
        ['1', 'Bon'],
        ['1', 'Bonn'],
        ['2', 'Köln'],
        ['2', 'Kölle'],
        [null, 'x'],
        [null, 'y'],
        ['1', null],
      ],
    },
    rule: { determines: { zip: 'city' } },
    breaks: [1, 4],
  },
  {
    name: 'monotonic',
    table: ofColumn('integer', [1, 1, 3, 2, null, 2, 9]),
    rule: { column: 'v', monotonic: 'increasing' },
    breaks: [3],
  },
  {
    name: 'strictly',
    table: ofColumn('integer', [9, 9, 3, 4, null, 4, 1]),
    rule: { column: 'v', monotonic: 'strictly decreasing' },
    breaks: [1, 3, 5],
  },
  {
    name: 'monotonic by',
    table: {
      columns: { k: 'category', v: 'number' },
      rows: [
        ['a', 1],
        ['b', 9],
        ['a', 2],
        ['b', 8],
        ['a', 3],
      ],
    },
    rule: { column: 'v', monotonic: 'increasing', by: 'k' },
    breaks: [3],
  },
  {
    name: 'typos: a letter wrong, missing, too many or swapped',
    table: ofColumn('category', [
      ...letters('Birmingham', 40),
      'Birminghxm',
      'Birmingam',
      'Birminghamm',
      'Birmignham',
      'Birmxnghxm',
      'Boston',
      'Bostom',
      null,
    ]),
    rule: { column: 'v', typos: true },
    breaks: [40, 41, 42, 43],
  },
  {
    name: 'typos of two letters',
    table: ofColumn('category', [
      ...letters('Birmingham', 40),
      'Birmxnghxm',
      'Birxxxgham',
      'Birmingh',
    ]),
    rule: { column: 'v', typos: true, distance: 2, rarer: 40 },
    breaks: [40, 42],
  },
  {
    name: 'typos of short words are none',
    table: ofColumn('category', [...letters('al', 40), 'ak']),
    rule: { column: 'v', typos: true },
    breaks: [],
  },
  {
    name: 'a typo must be rare',
    table: ofColumn('category', [...letters('cats', 4), ...letters('cars', 1)]),
    rule: { column: 'v', typos: true },
    breaks: [],
  },
];
