import type { Draft } from '../draft.js';

/** The draft with other rows, or other columns too: no file holds it as it is any more. */
export function withRows(
  draft: Draft,
  relation: string,
  columns: Draft['columns'] = draft.columns,
): Draft {
  const { file: _, ...rest } = draft;
  return { ...rest, relation, columns };
}
