import fc from 'fast-check';
import { type Column, rowColumn } from '../../../src/contracts/table.js';
import { splitStrategies } from '../../../src/data/splits/index.js';
import type { SplittableTable } from '../../../src/data/splits/split-strategy.js';
import type { Database } from '../../../src/data/tables/database.js';
import { identifier, literal } from '../../../src/data/tables/sql.js';

/** A row of a small table: what the strategies may go by. */
export interface Row {
  readonly row: number;
  readonly label: string;
  readonly group: string | null;
  readonly time: number | null;
  readonly key: string;
}

/** A table with the names of its columns; row numbers rise, with gaps. */
export interface RandomTable {
  readonly rows: readonly Row[];
  readonly names: Readonly<Record<'label' | 'group' | 'time' | 'key', string>>;
  readonly seed: number;
}

/** What a user, or whoever wrote the file, may put anywhere. */
const hostileText = fc.oneof(
  fc.constantFrom(
    `"; DROP TABLE rows; --`,
    `' OR '1'='1`,
    `a'b"c`,
    'line\nbreak',
    'tab\t',
    '🦆 ünï',
    '$1',
    '${x}',
    'NULL',
    't."__row"',
    '\\',
    '%',
    '',
  ),
  fc.string({ unit: 'grapheme', maxLength: 6 }).filter((text) => !text.includes('\u0000')),
);

/** Tables of up to so many rows, with few classes, groups of all sizes, tied times and hostile names. */
export function randomTables(most = 60): fc.Arbitrary<RandomTable> {
  const cells = fc.record({
    step: fc.integer({ min: 1, max: 3 }),
    label: fc.nat(3),
    group: fc.oneof(
      { weight: 9, arbitrary: fc.nat(14) },
      { weight: 1, arbitrary: fc.constant(null) },
    ),
    time: fc.oneof(
      { weight: 19, arbitrary: fc.nat(40) },
      { weight: 1, arbitrary: fc.constant(null) },
    ),
  });
  const texts = fc.uniqueArray(hostileText, {
    minLength: 20,
    maxLength: 20,
    selector: (text) => text.toLowerCase(),
  });
  const names = fc.uniqueArray(
    hostileText.filter((text) => text !== '' && text.toLowerCase() !== rowColumn),
    { minLength: 4, maxLength: 4, selector: (text) => text.toLowerCase() },
  );
  return fc
    .record({
      cells: fc.array(cells, { minLength: 12, maxLength: most }),
      texts,
      names,
      seed: fc.nat(1e6),
    })
    .map(
      ({
        cells: list,
        texts: words,
        names: [label = '', group = '', time = '', key = ''],
        seed,
      }) => {
        let row = -1;
        const rows = list.map((cell) => {
          row += cell.step;
          return {
            row,
            label: words[cell.label] ?? '',
            group: cell.group === null ? null : (words[cell.group] ?? ''),
            time: cell.time,
            key: `${words[row % words.length] ?? ''}/${row}`,
          };
        });
        return { rows, names: { label, group, time, key }, seed };
      },
    );
}

/** Puts the rows into a table of the database, ready to be split. */
export async function tabled(
  database: Database,
  { rows, names, seed }: RandomTable,
  scratch: string,
): Promise<SplittableTable> {
  const text = (value: string | null): string => (value === null ? 'NULL' : literal(value));
  const values = rows.map(
    ({ row, label, group, time, key }) =>
      `(${row}, ${text(label)}, ${text(group)}, ${time ?? 'NULL'}, ${text(key)})`,
  );
  const columns = [rowColumn, names.label, names.group, names.time, names.key].map(identifier);
  const types = ['BIGINT', 'VARCHAR', 'VARCHAR', 'BIGINT', 'VARCHAR'];
  await database.run(
    `CREATE OR REPLACE TABLE rows (${columns.map((name, at) => `${name} ${types[at] ?? ''}`).join(', ')});
     INSERT INTO rows VALUES ${values.join(', ')}`,
  );
  const declared: readonly Column[] = [
    { name: names.label, type: 'category', role: 'target' },
    { name: names.group, type: 'category', role: 'group' },
    { name: names.time, type: 'integer', role: 'time' },
    { name: names.key, type: 'category', role: 'id' },
  ];
  const [target] = declared as [Column];
  return { database, relation: 'rows', columns: declared, target, seed, scratch };
}

/** The split of every row, by row number, as a strategy assigns it. */
export async function assigned(
  table: SplittableTable,
  strategy: string,
  params: Readonly<Record<string, unknown>>,
): Promise<ReadonlyMap<number, string>> {
  const shares = { train: 0.6, validation: 0.2, test: 0.2, gap: 0 };
  const { split, join } = await splitStrategies
    .get(strategy)
    .assign({ ...shares, ...params }, table);
  const row = identifier(rowColumn);
  const found = await table.database.rows<{ row: number; split: string }>(
    `SELECT t.${row} AS row, ${split} AS split FROM ${table.relation} AS t ${join} ORDER BY t.${row}`,
  );
  return new Map(found.map((each) => [each.row, each.split]));
}
