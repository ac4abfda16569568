import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import { type CombineVerb, listOf, namesSchema, stackedUnder } from './combine-verb.js';
import { rowCount } from './rows/in-words.js';
import type { Rows } from './rows/rows.js';
import { stackRows } from './rows/stack-rows.js';
import { stackedNames } from './rows/stacked-names.js';
import { countRows, keepRows } from './rows/workshop.js';

const schema = {
  type: 'object',
  additionalProperties: false,
  required: ['union'],
  properties: {
    union: {
      ...namesSchema,
      description: 'The sources whose rows are added below, matching columns by name',
    },
  },
} as const satisfies JSONSchema;

/** More rows below those there are. */
export const union: CombineVerb<FromSchema<typeof schema>> = {
  name: 'union',
  summary: 'Add the rows of other sources below, matching columns by name',
  properties: schema.properties,
  required: [],
  place: 'later',
  label: (settings) => `union ${listOf(settings.union).join(', ')}`,
  reads: (settings) => stackedUnder(['union'], settings.union),
  columns(settings, { table, of, report }) {
    return stackedNames([table, ...listOf(settings.union).map(of)], report, ['union']);
  },
  async apply(settings, given, shop) {
    const table = given as Rows;
    const { columns, relation, lacking } = stackRows([
      table,
      ...listOf(settings.union).map(shop.source),
    ]);
    for (const text of lacking) shop.warn(text);
    const query = `SELECT * EXCLUDE (row) FROM ${relation}`;
    const kept = await keepRows(shop, { columns, query });
    const before = await countRows(shop.bench, table.relation);
    shop.note(`${shop.label}: ${rowCount(before)} → ${rowCount(kept.count)}`);
    return kept;
  },
};
