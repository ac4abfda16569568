import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import { parquetRows } from '../tables/sql.js';
import { type CombineVerb, listOf, namesSchema } from './combine-verb.js';
import { alikeRows } from './dedupe/alike-rows.js';
import {
  comparedInWords,
  comparedOf,
  similarProblems,
  similarSchema,
} from './dedupe/similarity.js';
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
      description: 'What makes rows the same, equal or alike, and which of them stays',
      additionalProperties: false,
      properties: {
        on: {
          ...namesSchema,
          description:
            'Columns that make rows the same when all are equal; every column by default',
        },
        similar: similarSchema,
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
  label: ({ dedupe: { on, similar } }) => {
    const alike = similar === undefined ? [] : comparedOf(similar).map(comparedInWords);
    const by = [...(on === undefined ? [] : listOf(on)), ...alike];
    return by.length === 0 ? 'dedupe' : `dedupe on ${by.join(', ')}`;
  },
  reads: () => [],
  columns(settings, { table, report }) {
    for (const problem of problemsOf(settings, table)) report(problem);
    return table;
  },
  async apply(settings, given, shop) {
    const table = given as Rows;
    const { on, similar } = settings.dedupe;
    const all = similar === undefined ? table.columns.map(({ name }) => name) : [];
    const keys = keyCells(table, on === undefined ? all : listOf(on));
    const needed = [...keys, ...keyCells(table, Object.keys(similar ?? {}))];
    // Rows that are equal as a whole may lack values; a key that lacks one is nobody's.
    const keyed = on === undefined && similar === undefined ? 'true' : hasKey(needed);
    const order = orderOf(settings, table);
    const losers =
      similar === undefined
        ? await equalRows(table, { keys, keyed, order }, shop)
        : await alikeRows(table, { keys, similar, order }, shop);
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
    await tellOfKeyless(needed, keyed, { table, shop });
    return kept;
  },
};

interface EqualRequest {
  readonly keys: readonly string[];
  readonly keyed: string;
  readonly order: string;
}

/** The rows that go because another with their key stays, in a file. */
function equalRows(
  table: Rows,
  { keys, keyed, order }: EqualRequest,
  shop: Workshop,
): Promise<string> {
  return writeAside(
    shop,
    `SELECT row FROM (SELECT row, row_number() OVER (PARTITION BY ${keys.join(', ')} ORDER BY ${order}) AS place
     FROM ${table.relation} WHERE ${keyed}) WHERE place > 1`,
  );
}

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
  { dedupe: { on, keep, by, similar } }: Settings,
  known: readonly string[],
): readonly StepProblem[] {
  const named = [...(on === undefined ? [] : listOf(on)), ...(by === undefined ? [] : [by])].filter(
    (name) => !known.includes(name),
  );
  const unknown = (name: string, path: readonly string[]): StepProblem =>
    unknownColumn(name, { called: tableSoFar, known }, ['dedupe', ...path]);
  const problems = [
    ...named.map((name) => unknown(name, [name === by ? 'by' : 'on'])),
    ...Object.keys(similar ?? {})
      .filter((name) => !known.includes(name))
      .map((name) => unknown(name, ['similar', name])),
    ...similarProblems(similar, on === undefined ? [] : listOf(on)),
  ];
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
