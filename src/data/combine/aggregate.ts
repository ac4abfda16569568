import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import type { JsonObject } from '../../contracts/json.js';
import { MlxError } from '../../errors/index.js';
import { type MeasureName, measureSettings, measures } from './aggregate/measures.js';
import { type CombineVerb, listOf, type Names, namesSchema } from './combine-verb.js';
import { rowCount } from './rows/in-words.js';
import { hasKey, keyCells } from './rows/keys.js';
import { columnOf, type Rows, type RowsColumn } from './rows/rows.js';
import type { StepProblem } from './rows/step-problem.js';
import { sameName, tableSoFar, unknownColumn } from './rows/unknown-column.js';
import { countRows, keepRows, type Workshop } from './rows/workshop.js';

const schema = {
  type: 'object',
  additionalProperties: false,
  required: ['aggregate'],
  properties: {
    aggregate: {
      type: 'object',
      description: 'One row for each key, with figures of the rows that have it',
      additionalProperties: false,
      required: ['by', 'columns'],
      properties: {
        by: { ...namesSchema, description: 'Columns whose values make the key' },
        columns: {
          type: 'object',
          minProperties: 1,
          description: 'New columns, such as `total: { sum: amount }` and `n: { count: true }`',
          additionalProperties: {
            type: 'object',
            additionalProperties: false,
            minProperties: 1,
            maxProperties: 1,
            properties: measureSettings,
          },
        },
      },
    },
  },
} as const satisfies JSONSchema;

/** Names of the new columns as they were written: the keys of settings that reach a stage are sorted. */
type Ordered = { readonly aggregate: { readonly order?: readonly string[] } };

type Settings = FromSchema<typeof schema> & Ordered;

/** A step with the order of its columns beside them, so that it is not lost when keys are sorted. */
export function keepingOrder(step: JsonObject): JsonObject {
  const { aggregate: given } = step as { readonly aggregate?: Settings['aggregate'] };
  if (given === undefined) return step;
  return { ...step, aggregate: { ...given, order: Object.keys(given.columns) } };
}

function newColumns({ aggregate: { columns, order } }: Settings): readonly string[] {
  return order ?? Object.keys(columns);
}

/** One row for each key. */
export const aggregate: CombineVerb<Settings> = {
  name: 'aggregate',
  summary: 'Make one row of all that share a key: counts, sums, means, first and last values',
  properties: schema.properties,
  required: [],
  place: 'later',
  label: ({ aggregate: { by } }) => `aggregate by ${listOf(by).join(', ')}`,
  reads: () => [],
  columns(settings, names) {
    for (const problem of problemsOf(settings, names)) names.report(problem);
    return [...listOf(settings.aggregate.by), ...newColumns(settings)];
  },
  async apply(settings, given, shop) {
    const table = given as Rows;
    const by = listOf(settings.aggregate.by);
    const keys = keyCells(table, by);
    const figures = figuresOf(settings, table);
    const columns = [
      ...by.map((name) => plainColumn(table, name)),
      ...figures.map(({ column }) => column),
    ];
    await refuseOverflow(figures, table, shop);
    const cells = [...keys, ...figures.map(({ sql }) => sql)].map(
      (cell, index) => `${cell} AS c${index}`,
    );
    const query = `SELECT ${['arg_min(origin, row) AS origin', ...cells].join(', ')} FROM ${table.relation}
      WHERE ${hasKey(keys)} GROUP BY ${keys.join(', ')} ORDER BY min(row)`;
    // On one thread values are added in the order of the rows: with more, last digits would vary.
    const work = () => keepRows(shop, { columns, query });
    const adds = figures.some((figure) => figure.adds);
    const kept = adds ? await shop.bench.database.singleThreaded(work) : await work();
    const before = await countRows(shop.bench, table.relation);
    const keyless = await countRows(shop.bench, `${table.relation} WHERE NOT (${hasKey(keys)})`);
    shop.note(`${shop.label}: ${rowCount(before)} → ${rowCount(kept.count)}`);
    if (keyless > 0)
      shop.warn(
        `${shop.label}: ${rowCount(keyless)} without a key ${keyless === 1 ? 'is' : 'are'} left out`,
      );
    return kept;
  },
};

interface Figure {
  readonly column: RowsColumn;
  readonly sql: string;
  readonly adds: boolean;
  /** The cell whose whole numbers are summed. */
  readonly whole?: string;
}

function figuresOf(settings: Settings, table: Rows): readonly Figure[] {
  return newColumns(settings).map((name) => {
    const [key, of] = measureOf(settings.aggregate.columns[name] ?? {});
    const measure = measures[key];
    if (typeof of !== 'string') {
      return { column: { name, type: 'integer' }, sql: 'count(*)', adds: false };
    }
    const { type, cell } = columnOf(table, of);
    const made = measure.of(type);
    if (made === undefined) throw senseless({ name, key, of, type });
    return {
      column: { name, type: made },
      sql: measure.sql(cell, type),
      adds: measure.adds === true,
      ...(key === 'sum' && type === 'integer' ? { whole: cell } : {}),
    };
  });
}

function plainColumn(table: Rows, name: string): RowsColumn {
  return { name, type: columnOf(table, name).type };
}

function measureOf(written: object): readonly [MeasureName, string | boolean] {
  const [entry] = Object.entries(written) as [MeasureName, string | boolean][];
  if (entry === undefined) throw new Error('a column of an aggregate has no measure');
  return entry;
}

function senseless({
  name,
  key,
  of,
  type,
}: Readonly<Record<'name' | 'key' | 'of' | 'type', string>>): MlxError {
  return new MlxError(
    'combine/bad-setting',
    `\`${name}\` would be the ${key} of \`${of}\`, which is of type ${type}`,
    {
      hints: [
        `Give \`${of}\` another type under \`ingest.columns\`, or use count, distinct, min, max, first or last`,
      ],
    },
  );
}

/** A sum stays below what BIGINT holds when even all rows with the largest value would. */
async function refuseOverflow(
  figures: readonly Figure[],
  table: Rows,
  { bench, label }: Workshop,
): Promise<void> {
  for (const { whole, column } of figures) {
    if (whole === undefined) continue;
    const [row] = await bench.database.rows<{ over: boolean | null }>(
      `SELECT count(*) * max(abs(CAST(${whole} AS DOUBLE))) > 9.2e18 AS over FROM ${table.relation}`,
    );
    if (row?.over !== true) continue;
    throw new MlxError(
      'combine/too-large',
      `${label}: \`${column.name}\` may exceed what a whole number holds`,
      {
        hints: ['Give the summed column the type number under `ingest.columns`'],
      },
    );
  }
}

function problemsOf(
  { aggregate: { by, columns } }: Settings,
  { table }: Names,
): readonly StepProblem[] {
  const where = { called: tableSoFar, known: table };
  const taken: string[] = [];
  const path = ['aggregate', 'columns'];
  return [
    ...listOf(by).flatMap((name) => {
      taken.push(name);
      return table.includes(name) ? [] : [unknownColumn(name, where, ['aggregate', 'by'])];
    }),
    ...Object.entries(columns).flatMap(([name, written]) => {
      const [key, of] = measureOf(written);
      const other = sameName(name, taken);
      taken.push(name);
      if (other !== undefined) return [clash(name, [...path, name])];
      if (typeof of === 'boolean' || table.includes(of)) return [];
      return [unknownColumn(of, where, [...path, name, key])];
    }),
  ];
}

function clash(name: string, path: readonly string[]): StepProblem {
  return {
    code: 'combine/column-clash',
    message: `There would be two columns \`${name}\``,
    path,
    hints: ['Give the new column another name'],
  };
}
