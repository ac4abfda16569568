import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import { type CombineVerb, listOf, namesSchema, stackedUnder } from './combine-verb.js';
import { stackRows } from './rows/stack-rows.js';
import { stackedNames } from './rows/stacked-names.js';
import { keepRows } from './rows/workshop.js';

const schema = {
  type: 'object',
  additionalProperties: false,
  required: ['from'],
  properties: {
    from: {
      ...namesSchema,
      description:
        'The source the table begins with; several are stacked, matching columns by name',
    },
  },
} as const satisfies JSONSchema;

/** The beginning: one source, or several stacked. */
export const from: CombineVerb<FromSchema<typeof schema>> = {
  name: 'from',
  summary: 'Begin with a source, or with several stacked by the names of their columns',
  properties: schema.properties,
  required: [],
  place: 'first',
  label: (settings) => `from ${listOf(settings.from).join(', ')}`,
  reads: (settings) => stackedUnder(['from'], settings.from),
  columns(settings, names) {
    return stackedNames(listOf(settings.from).map(names.of), names.report, ['from']);
  },
  async apply(settings, _table, shop) {
    const all = listOf(settings.from).map(shop.source);
    const [only] = all;
    if (only !== undefined && all.length === 1) return only;
    const { columns, relation, lacking } = stackRows(all);
    for (const text of lacking) shop.warn(text);
    return keepRows(shop, { columns, query: `SELECT * EXCLUDE (row) FROM ${relation}` });
  },
};
