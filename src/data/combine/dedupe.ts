import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import { parquetRows } from '../tables/sql.js';
import { type CombineVerb, listOf, namesSchema } from './combine-verb.js';
import { rowCount } from './rows/in-words.js';
import { hasKey, keyCells } from './rows/keys.js';
import { columnOf, type Rows } from './rows/rows.js';
import type { StepProblem } from './rows/step-problem.js';
import { tableSoFar, unknownColumn } from './rows/unknown-column.js';
import { countRows, keepRows, type Workshop, writeAside } from './rows/workshop.js';

const schema = {
  type: 'object',
  additionalProperties: false,
  required: ['dedupe'],
  properties: {
    dedupe: {
      type: 'object',
      description: 'What makes rows the same, and which of them stays',
      additionalProperties: false,
      properties: {
        on: {
          ...namesSchema,
          description:
            'Columns that make rows the same when all are equal; every column by default',
        },
        keep: {
          enum: ['first', 'last', 'latest', 'earliest'],
          default: 'first',
          description:
            'The row that stays: first or last in order, latest or earliest by `by` (short: `{ latest: updated_at }`)',
        },
        by: {
          type: 'string',
          minLength: 1,
          description: 'The column `latest` and `earliest` go by',
        },
      },
    },
  },
} as const satisfies JSONSchema;

type Settings = FromSchema<typeof schema>;

/** One row for each key. */
export const dedupe: CombineVerb<Settings> = {
  name: 'dedupe',
  summary: 'Keep one of the rows that share a key',
  properties: schema.properties,
  required: [],
  place: 'later',
  label: ({ dedupe: { on } }) =>
    on === undefined ? 'dedupe' : `dedupe on ${listOf(on).join(', ')}`,
  reads: () => [],
  columns(settings, { table, report }) {
    for (const problem of problemsOf(settings, table)) report(problem);
    return table;
  },
  async apply(settings, given, shop) {
    const table = given as Rows;
    const { on } = settings.dedupe;
    const keys = keyCells(
      table,
      on === undefined ? table.columns.map(({ name }) => name) : listOf(on),
    );
    // Rows that are equal as a whole may lack values; a key that lacks one is nobody's.
    const keyed = on === undefined ? 'true' : hasKey(keys);
    const losers = await writeAside(
      shop,
      `SELECT row FROM (SELECT row, row_number() OVER (PARTITION BY ${keys.join(', ')}
         ORDER BY ${orderOf(settings, table)}) AS place
       FROM ${table.relation} WHERE ${keyed}) WHERE place > 1`,
    );
    const dropped = await countRows(shop.bench, parquetRows(losers));
    const before = await countRows(shop.bench, table.relation);
    const kept = await keepRows(shop, {
      columns: table.columns,
      query: `SELECT t.* EXCLUDE (row) FROM ${table.relation} AS t
        ANTI JOIN ${parquetRows(losers)} AS d ON d.row = t.row ORDER BY t.row`,
    });
    shop.note(
      `${shop.label}: ${rowCount(before)} → ${rowCount(kept.count)}, ${dropped === 0 ? 'none was' : `${rowCount(dropped)} ${dropped === 1 ? 'was' : 'were'}`} a duplicate`,
    );
    await tellOfKeyless(keys, keyed, { table, shop });
    return kept;
  },
};

async function tellOfKeyless(
  keys: readonly string[],
  keyed: string,
  { table, shop }: { readonly table: Rows; readonly shop: Workshop },
): Promise<void> {
  if (keyed === 'true' || keys.length === 0) return;
  const keyless = await countRows(shop.bench, `${table.relation} WHERE NOT (${keyed})`);
  if (keyless > 0) shop.warn(`${shop.label}: ${rowCount(keyless)} without a key stay as they are`);
}

function orderOf({ dedupe: { keep, by } }: Settings, table: Rows): string {
  if (keep === 'last') return 'row DESC';
  if (by === undefined || (keep !== 'latest' && keep !== 'earliest')) return 'row';
  const { cell } = columnOf(table, by);
  return keep === 'latest' ? `${cell} DESC NULLS LAST, row DESC` : `${cell} NULLS LAST, row`;
}

function problemsOf(
  { dedupe: { on, keep, by } }: Settings,
  known: readonly string[],
): readonly StepProblem[] {
  const named = [...(on === undefined ? [] : listOf(on)), ...(by === undefined ? [] : [by])].filter(
    (name) => !known.includes(name),
  );
  const problems = named.map((name) =>
    unknownColumn(name, { called: tableSoFar, known }, ['dedupe', name === by ? 'by' : 'on']),
  );
  const timed = keep === 'latest' || keep === 'earliest';
  if (timed === (by !== undefined)) return problems;
  return [
    ...problems,
    {
      code: 'combine/bad-setting',
      message: timed
        ? `\`keep: ${keep}\` needs the column to go by`
        : '`by` means something with `keep: latest` and `keep: earliest` only',
      path: ['dedupe', timed ? 'keep' : 'by'],
      hints: [timed ? `Write \`keep: { ${keep}: updated_at }\`` : 'Write `keep: { latest: … }`'],
    },
  ];
}
