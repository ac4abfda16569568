import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cell } from '../../../src/data/tables/database.js';
import { CombineBench, isRising, type Row } from './combine-rows.js';

const key = fc.constantFrom<string>('a', 'b', "c'", 'é"');
const word = fc.constantFrom<string | null>('x', 'y z', "it's", null);
const whole = fc.constantFrom<string | null>('1', '-2', null);

/** One thing that happened to a key of a case; `skip` leaves the name of unchanged values out, as Debezium may. */
const record = fc.record({
  op: fc.constantFrom('c', 'u', 'd', 'r'),
  key,
  name: word,
  n: whole,
  skip: fc.constantFrom('nothing', 'name', 'n'),
  order: fc.integer({ min: 0, max: 30 }),
});
type Change = ReturnType<typeof record.generate>['value'];

const table = fc.uniqueArray(fc.tuple(key, word, whole), { maxLength: 4, selector: ([k]) => k });
const cases = fc.array(fc.record({ table, records: fc.array(record, { maxLength: 7 }) }), {
  minLength: 1,
  maxLength: 40,
});

const columns = { id: 'category', name: 'category', n: 'integer' } as const;
/** The case is part of the key, so that many small tables are one. */
const keyOf = (at: number, name: string): string => `${at}/${name}`;

describe('change records', () => {
  it.each(['flat', 'debezium'] as const)(
    'give the table that applying one by one gives: %s',
    async (format) => {
      const bench = await CombineBench.open();
      const property = fc.asyncProperty(cases, fc.boolean(), async (all, ordered) => {
        const rows = all.flatMap(({ table: own }, at) =>
          own.map(([name, ...rest]): Row => [keyOf(at, name), ...rest]),
        );
        const records = all.flatMap(({ records: own }, at) =>
          own.map((each) => ({ ...each, key: keyOf(at, each.key) })),
        );
        const source = format === 'flat' ? flat(records) : debezium(records);
        const order = ordered ? { order: format === 'flat' ? '__lsn' : 'source.lsn' } : {};
        const combined = await bench.combine(
          [{ from: 't' }, { changes: { source: 'cdc', key: 'id', format, ...order } }],
          { t: { columns, rows }, cdc: source },
        );
        const expected = oneByOne(
          rows,
          ordered ? records.toSorted((a, b) => a.order - b.order) : records,
          format,
        );
        expect(combined.rows.map((row) => Object.values(row))).toEqual(expected);
        expect(isRising(combined.numbers)).toBe(true);
      });
      await fc.assert(property, { numRuns: 25 });
    },
  );
});

function flat(records: readonly Change[]): {
  columns: Record<string, 'category' | 'integer'>;
  rows: Row[];
} {
  return {
    columns: { __lsn: 'integer', op: 'category', n: 'integer', id: 'category', name: 'category' },
    rows: records.map(({ op, key: id, name, n, order }) => [order, op, n, id, name]),
  };
}

function debezium(records: readonly Change[]): {
  columns: Record<string, 'category'>;
  rows: Row[];
} {
  const json = (value: unknown): string => JSON.stringify(value);
  return {
    columns: { op: 'category', before: 'category', after: 'category', source: 'category' },
    rows: records.map((each) => [
      each.op,
      each.op === 'd' ? json({ id: each.key, name: null }) : null,
      each.op === 'd' ? null : json(afterOf(each)),
      json({ lsn: each.order, table: 't' }),
    ]),
  };
}

function afterOf({ key: id, name, n, skip }: Change): Readonly<Record<string, unknown>> {
  const number = n === null ? null : Number(n);
  if (skip === 'name') return { id, name: '__debezium_unavailable_value', n: number };
  return skip === 'n' ? { id, name } : { id, name, n: number };
}

/** The table as it would be had each record been applied when it came. */
function oneByOne(
  rows: readonly Row[],
  records: readonly Change[],
  format: string,
): readonly Row[] {
  const places = new Map<string, number>();
  const now = new Map<string, readonly Cell[]>();
  for (const row of rows) {
    places.set(row[0] as string, places.size);
    now.set(row[0] as string, row.slice(1));
  }
  const own = new Set(places.keys());
  let next = rows.length;
  for (const { op, key: id, name, n, skip } of records) {
    if (op === 'd') {
      now.delete(id);
      continue;
    }
    if (!own.has(id) && !now.has(id)) places.set(id, (next += 1));
    const skips = format === 'flat' ? 'nothing' : skip;
    now.set(id, changed(now.get(id) ?? [null, null], { name, n, skips }));
  }
  return [...now]
    .toSorted(([a], [b]) => (places.get(a) ?? 0) - (places.get(b) ?? 0))
    .map(([id, cells]) => [id, ...cells]);
}

/** The cells a record leaves behind. */
function changed(
  [before = null, number = null]: readonly Cell[],
  { name, n, skips }: { readonly name: Cell; readonly n: Cell; readonly skips: string },
): readonly Cell[] {
  return [skips === 'name' ? before : name, skips === 'n' ? number : n];
}
