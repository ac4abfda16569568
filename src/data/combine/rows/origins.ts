import { rowColumn } from '../../../contracts/table.js';
import type { Place } from '../../../errors/index.js';
import type { Draft, Workbench } from '../../draft.js';
import { identifier } from '../../tables/sql.js';

/** Leads the numbers of rows back to where they were read, whichever draft that was. Looks only when asked. */
export function originsOf(
  drafts: ReadonlyMap<string, Draft>,
  { database }: Pick<Workbench, 'database'>,
): { readonly placeOf: (origin: number) => Promise<Place> } {
  const row = identifier(rowColumn);
  const spans = new Map<Draft, Promise<readonly [number, number]>>();
  const spanOf = async ({ relation }: Draft): Promise<readonly [number, number]> => {
    const [span] = await database.rows<{ first: number | null; last: number | null }>(
      `SELECT min(${row}) AS first, max(${row}) AS last FROM ${relation}`,
    );
    return [span?.first ?? 0, span?.last ?? -1];
  };
  return {
    async placeOf(origin) {
      for (const draft of drafts.values()) {
        const span = spans.get(draft) ?? spanOf(draft);
        spans.set(draft, span);
        const [first, last] = await span;
        if (origin >= first && origin <= last) return draft.placeOf(origin);
      }
      throw new Error(`no source has a row ${origin}`);
    },
  };
}
