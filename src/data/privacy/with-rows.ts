import type { Draft } from '../draft.js';

/** The draft with other rows, or other columns too: no file holds it as it is any more, and lines cannot be counted on. */
export function withRows(
  draft: Draft,
  relation: string,
  columns: Draft['columns'] = draft.columns,
): Draft {
  const { file: _whole, misfits: _gone, consecutive: _gaps, ...rest } = draft;
  return { ...rest, relation, columns };
}
