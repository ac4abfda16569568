import type { Workbench } from '../../draft.js';

/** A cell in a message; no more than that it is there when one of the columns it comes from is secret. */
export function shownCell(
  cell: string,
  columns: readonly string[],
  { secret }: Pick<Workbench, 'secret'>,
): string {
  return columns.some((name) => secret?.has(name)) ? '(protected)' : `\`${cell}\``;
}
