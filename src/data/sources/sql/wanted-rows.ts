import { MlxError } from '../../../errors/index.js';
import { readOnlyQuery } from './read-only-query.js';

/** What a source of a database is asked for. */
export type WantedRows =
  | WantedTable
  | { readonly kind: 'query'; readonly text: string; readonly shown: string };

/** A table by its name, taken apart at the dots. */
export interface WantedTable {
  readonly kind: 'table';
  readonly parts: readonly string[];
  readonly shown: string;
}

/** The table or query that a source names. Throws when it names both or neither. */
export function wantedRows(values: {
  readonly table: string | undefined;
  readonly query: string | undefined;
}): WantedRows {
  const { table, query } = values;
  if ((table === undefined) === (query === undefined)) {
    throw new MlxError(
      'data/source-incomplete',
      'A source of a database reads one `table` or one `query`',
      {
        hints: [
          table === undefined ? 'Add `table` or `query` to the source' : 'Leave one of them out',
        ],
      },
    );
  }
  if (query !== undefined) return { kind: 'query', text: readOnlyQuery(query), shown: 'query' };
  return { kind: 'table', parts: nameParts(table ?? ''), shown: table ?? '' };
}

/** The parts of a name such as `sales.orders` or `"odd.name"`, without quotes. */
function nameParts(name: string): readonly string[] {
  const part = /"((?:[^"]|"")+)"|([^."]+)/y;
  const parts: string[] = [];
  for (let at = 0; at <= name.length; at = part.lastIndex + 1) {
    part.lastIndex = at;
    const found = part.exec(name);
    if (found === null || ![undefined, '.'].includes(name[part.lastIndex])) break;
    parts.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '');
    if (part.lastIndex === name.length) return parts;
  }
  throw new MlxError('data/source-incomplete', `\`${name}\` is no name of a table`, {
    hints: ['Write `table`, `schema.table`, or quote a part that has a dot in it: `"odd.name"`'],
  });
}

/** What to ask a database to learn whether rows have changed: a query of the user's, or one made of a column. */
export function watermarkQuery(
  watermark: string,
  relation: string,
  quoted: (name: string) => string,
): string {
  if (/^\s*(select|with|values|table)\s/i.test(watermark)) return readOnlyQuery(watermark);
  return `SELECT max(${quoted(watermark)}), count(*) FROM ${relation}`;
}
