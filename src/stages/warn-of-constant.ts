import type { Emit } from '../contracts/events.js';
import type { IngestedColumn } from '../data/describe-table.js';

/** A number to predict that is the same in every row is hardly meant: whatever learns from it always says so, and no metric can tell. */
export function warnOfConstant(
  target: string,
  columns: readonly Pick<IngestedColumn, 'name' | 'distinct' | 'more' | 'examples'>[],
  emit: Emit,
): void {
  const column = columns.find(({ name }) => name === target);
  if (column === undefined || column.distinct > 1 || column.more === true) return;
  emit({
    type: 'warning',
    text: `\`${target}\` is ${column.examples[0] ?? 'empty'} in every row: there is nothing to learn`,
    hint: 'Check `task.target`',
  });
}
