import type { Draft } from './draft.js';
import type { StagedPart } from './staging/staged-part.js';

/** Columns that are read but do not come to be in the table, such as keys of joins: they may be described too. */
export function columnsBeside(
  { columns }: Draft,
  parts: readonly StagedPart[],
): ReadonlySet<string> {
  const kept = new Set(columns.map(({ name }) => name));
  const read = parts.flatMap((part) => part.columns.map(({ name }) => name));
  return new Set(read.filter((name) => !kept.has(name)));
}
