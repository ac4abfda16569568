import type { ColumnType } from '../../contracts/table.js';
import { columnOf, Misfit, type RuleTable } from './rules/rule.js';

/** The type of a column that must hold numbers or truths. Throws {@link Misfit} when it does not. */
export function numericColumn(table: RuleTable, name: string): ColumnType {
  const { type } = columnOf(table, name);
  if (type === 'number' || type === 'integer' || type === 'boolean') return type;
  throw new Misfit(`\`${name}\` is of the type ${type}, and the rule is about numbers`, {
    path: ['column'],
    hint: 'Name a column of numbers',
  });
}
