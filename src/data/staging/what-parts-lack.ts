import { MlxError } from '../../errors/index.js';
import type { StackedColumn } from './stack.js';
import type { StagedPart } from './staged-part.js';

/** A sentence for each column that some parts do not have. */
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

/** What to say when the parts have columns and no rows. */
export function noRows(parts: readonly StagedPart[]): MlxError {
  const [first] = parts;
  const origin = first?.part.origin;
  const what =
    parts.length === 1 && origin !== undefined ? `\`${origin}\` has` : 'The sources have';
  return new MlxError('data/no-rows', `${what} columns but no rows`, {
    hints: ['Check the export', 'Set `header: false` if the first row is data'],
    ...(origin === undefined ? {} : { place: { file: origin } }),
  });
}
