import { rowColumn } from '../../../contracts/table.js';
import type { Place } from '../../../errors/index.js';
import type { Draft, Workbench } from '../../draft.js';
import { identifier } from '../../tables/sql.js';

/** The numbers of a source's rows. */
export interface Span {
  readonly name: string;
  readonly first: number;
  readonly last: number;
}

/** Leads the numbers of rows back to where they were read. */
export interface Origins {
  readonly placeOf: (origin: number) => Promise<Place>;
  /** The numbers of every source. */
  readonly spans: () => Promise<readonly Span[]>;
}

/** Leads the numbers of rows back to where they were read, whichever draft that was. Looks only when asked. */
export function originsOf(
  drafts: ReadonlyMap<string, Draft>,
  { database }: Pick<Workbench, 'database'>,
): Origins {
  const row = identifier(rowColumn);
  const spanOf = async (name: string, { relation }: Draft): Promise<Span> => {
    const [span] = await database.rows<{ first: number | null; last: number | null }>(
      `SELECT min(${row}) AS first, max(${row}) AS last FROM ${relation}`,
    );
    return { name, first: span?.first ?? 0, last: span?.last ?? -1 };
  };
  let known: Promise<readonly Span[]> | undefined;
  const spans = (): Promise<readonly Span[]> =>
    (known ??= Promise.all([...drafts].map(([name, draft]) => spanOf(name, draft))));
  return {
    spans,
    placeOf: async (origin) => {
      const span = (await spans()).find(({ first, last }) => origin >= first && origin <= last);
      const draft = span === undefined ? undefined : drafts.get(span.name);
      if (draft === undefined) throw new Error(`no source has a row ${origin}`);
      return draft.placeOf(origin);
    },
  };
}
