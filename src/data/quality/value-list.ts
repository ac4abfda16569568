import type { JSONSchema } from 'json-schema-to-ts';
import { storageOf } from '../tables/cell-types.js';
import { identifier } from '../tables/sql.js';
import { columnOf, listOf, type RowCheck, type RuleTable } from './rules/rule.js';
import { shownList } from './shown-list.js';
import { valueAs } from './value-as.js';

/** A setting that lists values of a column. */
export const valueList = {
  type: 'array',
  minItems: 1,
  items: { type: ['number', 'string', 'boolean'] },
} as const satisfies JSONSchema;

/** A rule that lists values: the setting that does, how it is read out, and what breaks it, given what is true of a value that is listed. */
interface Listing {
  readonly setting: string;
  readonly words: string;
  readonly breaks: (listed: string) => string;
}

/** A check of each column against the values that a rule lists. */
export function listChecks(
  { column, values }: ListSettings,
  table: RuleTable,
  { setting, words, breaks }: Listing,
): readonly RowCheck[] {
  return listOf(column).map((name): RowCheck => {
    const { type } = columnOf(table, name);
    const list = values.map((value, index) => valueAs(type, value, [setting, index]));
    const listed = `list_contains([${list.join(', ')}]::${storageOf(type)}[], ${identifier(name)})`;
    return {
      kind: 'row',
      label: `\`${name}\` ${words} ${shownList(values)}`,
      breaks: breaks(listed),
      shows: [name],
    };
  });
}

interface ListSettings {
  readonly column: string | readonly string[];
  readonly values: readonly (string | number | boolean)[];
}
