import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import { epochMsOfIso } from '../../tables/iso-timestamp.js';
import { identifier } from '../../tables/sql.js';
import {
  type Check,
  columnOf,
  columnSettings,
  listOf,
  Misfit,
  namedUnder,
  type QualityRule,
  type RuleTable,
  tableSettings,
} from './rule.js';

const schema = {
  type: 'object',
  additionalProperties: false,
  required: ['column', 'fresh'],
  properties: {
    ...columnSettings,
    fresh: {
      type: 'string',
      pattern: '^\\d+(\\.\\d+)?\\s*[mhdw]$',
      description: 'How old the newest value may be: `30m`, `12h`, `2d` or `1w`',
    },
    as_of: {
      type: 'string',
      minLength: 10,
      description: 'The moment to count from, as an ISO date or time; default: now',
    },
    ...tableSettings,
  },
} as const satisfies JSONSchema;

/** The newest timestamp is not too old. Judged at each run, because it is the clock that moves. */
export const fresh: QualityRule<FromSchema<typeof schema>> = {
  name: 'fresh',
  summary: 'The newest timestamp is not too old; asked at each run, of rows read before as well',
  properties: schema.properties,
  required: ['column'],
  eachRun: true,
  columns: ({ column }) => namedUnder('column', column),
  async checks({ column, fresh: age, as_of: asOf }, table) {
    const now = asOf === undefined ? table.now?.getTime() : momentOf(asOf);
    const checks: Check[] = [];
    for (const name of listOf(column)) {
      const newest = await newestOf(name, table);
      const old = newest === undefined ? Infinity : (now ?? Infinity) - newest;
      checks.push({
        kind: 'table',
        label: `\`${name}\` no older than ${age}`,
        holds: old <= millisecondsOf(age),
        found: newest === undefined ? 'there are no values' : `the newest is ${agoText(old)} old`,
      });
    }
    return checks;
  },
};

async function newestOf(name: string, table: RuleTable): Promise<number | undefined> {
  if (columnOf(table, name).type !== 'timestamp') {
    throw new Misfit(`\`${name}\` holds no timestamps`, {
      path: ['column'],
      hint: 'Name a column of timestamps, or give it the type `timestamp` under `ingest.columns`',
    });
  }
  const [row] = await table.database.rows<{ newest: number | null }>(
    `SELECT epoch_ms(max(${identifier(name)})) AS newest FROM ${table.relation}`,
  );
  return row?.newest ?? undefined;
}

function momentOf(asOf: string): number {
  const moment = epochMsOfIso(asOf);
  if (moment !== undefined) return moment;
  throw new Misfit(`\`${asOf}\` is no moment`, {
    path: ['as_of'],
    hint: 'Write a date such as `2026-01-31`, or a time such as `2026-01-31T08:00:00Z`',
  });
}

const units: Readonly<Record<string, number>> = {
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

function millisecondsOf(age: string): number {
  return Number.parseFloat(age) * (units[age.at(-1) ?? ''] ?? 0);
}

function agoText(milliseconds: number): string {
  const [unit, size] = Object.entries(units).findLast(([, each]) => milliseconds >= each * 2) ?? [
    'm',
    60_000,
  ];
  return `${Math.round(milliseconds / size)}${unit}`;
}
