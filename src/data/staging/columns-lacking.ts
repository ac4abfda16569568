import type { StackedColumn } from './stack.js';
import type { StagedPart } from './staged-part.js';

/** For each column that some parts lack, which do, in words. */
export function columnsLacking(
  parts: readonly StagedPart[],
  columns: readonly StackedColumn[],
): readonly string[] {
  return columns.flatMap(({ name }) => {
    const without = parts.filter(({ part }) => !part.columns.some((own) => own.name === name));
    const [first] = without;
    if (first === undefined) return [];
    const others = without.length === 1 ? '' : ` and ${without.length - 1} more`;
    return [
      `\`${first.part.origin}\`${others} has no column \`${name}\`; it is missing in those rows`,
    ];
  });
}
