import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import { greatestGap, stabilityIndex } from '../../schema-lock/distance.js';
import { identifier } from '../../tables/sql.js';
import { type Comparison, compareWithLast } from '../compare-with-last.js';
import { numberText } from '../range-text.js';
import {
  columnOf,
  columnSettings,
  listOf,
  namedUnder,
  type QualityRule,
  type RuleTable,
  type TableCheck,
  tableSettings,
} from './rule.js';

const schema = {
  type: 'object',
  additionalProperties: false,
  required: ['column', 'like_last'],
  properties: {
    ...columnSettings,
    like_last: {
      type: 'object',
      additionalProperties: false,
      minProperties: 1,
      properties: {
        psi: {
          type: 'number',
          exclusiveMinimum: 0,
          description: 'Population stability index at most; 0.1 is little, 0.2 much',
        },
        ks: {
          type: 'number',
          exclusiveMinimum: 0,
          maximum: 1,
          description: 'Greatest gap of the cumulative shares at most (numbers and timestamps)',
        },
        missing: {
          type: 'number',
          minimum: 0,
          maximum: 1,
          description: 'By how much the share of missing values may have changed',
        },
        new_values: {
          type: 'number',
          minimum: 0,
          maximum: 1,
          description: 'Share of the rows that may hold a value which was not there before',
        },
      },
      description: 'How far the column may be from what was accepted last with `mlx accept`',
    },
    ...tableSettings,
  },
} as const satisfies JSONSchema;

/** A column is spread as it was when the data was accepted last. Nothing is asked while nothing has been accepted. */
export const likeLast: QualityRule<FromSchema<typeof schema>> = {
  name: 'like_last',
  summary: 'A column is spread as in the data accepted last; asked at each run',
  properties: schema.properties,
  required: ['column'],
  eachRun: true,
  columns: ({ column }) => namedUnder('column', column),
  async checks({ column, like_last: limits }, table) {
    const checks: TableCheck[] = [];
    for (const name of listOf(column)) checks.push(...(await likenessOf(name, limits, table)));
    return checks;
  },
};

interface Limits {
  readonly psi?: number;
  readonly ks?: number;
  readonly missing?: number;
  readonly new_values?: number;
}

async function likenessOf(
  name: string,
  limits: Limits,
  table: RuleTable,
): Promise<readonly TableCheck[]> {
  const before = table.last?.columns.find((column) => column.name === name);
  if (before === undefined) return [];
  const { type } = columnOf(table, name);
  const column = { database: table.database, relation: table.relation, name, type };
  const compared = await compareWithLast(column, before);
  const { psi, ks, missing, new_values: novel } = limits;
  const asked: readonly (Asked | undefined)[] = [
    spread(compared, psi, { word: 'PSI', measure: stabilityIndex }),
    spread(compared, ks, { word: 'KS distance', measure: greatestGap }),
    missing === undefined
      ? undefined
      : {
          word: 'change of the share of missing values',
          value: Math.abs((await missingShare(table, name)) - before.missing),
          limit: missing,
        },
    novel === undefined || compared?.novel === undefined
      ? undefined
      : { word: 'share of values not seen before', value: compared.novel, limit: novel },
  ];
  return asked.flatMap((each) => (each === undefined ? [] : [checkOf(name, each)]));
}

interface Asked {
  readonly word: string;
  readonly value: number;
  readonly limit: number;
}

function spread(
  compared: Comparison | undefined,
  limit: number | undefined,
  {
    word,
    measure,
  }: {
    readonly word: string;
    readonly measure: (before: readonly number[], now: readonly number[]) => number;
  },
): Asked | undefined {
  if (limit === undefined || compared === undefined) return undefined;
  return { word, value: measure(compared.before, compared.now), limit };
}

function checkOf(name: string, { word, value, limit }: Asked): TableCheck {
  return {
    kind: 'table',
    label: `\`${name}\` like last: ${word} at most ${numberText(limit)}`,
    holds: value <= limit,
    found: `it is ${numberText(value)}`,
  };
}

async function missingShare({ database, relation }: RuleTable, name: string): Promise<number> {
  const [row] = await database.rows<{ total: number; present: number }>(
    `SELECT count(*) AS total, count(${identifier(name)}) AS present FROM ${relation}`,
  );
  return row === undefined || row.total === 0 ? 0 : (row.total - row.present) / row.total;
}
