import type { Column } from '../../../contracts/table.js';
import { MlxError } from '../../../errors/index.js';
import { identifier } from '../../tables/sql.js';
import { columnNamed } from './column-named.js';

/** When a row was, as a number. */
export interface TimeValue {
  readonly column: Column;
  /** In SQL over a row named `t`: microseconds since 1970 for a timestamp, else the number itself; NULL when unknown. */
  readonly value: string;
  /** The same value written down, as SQL. */
  readonly constant: (text: string) => string;
}

/** Times by a column. Throws `data/split-time` when its values have no order in time. */
export function timeValue(name: string, columns: readonly Column[]): TimeValue {
  const column = columnNamed(name, columns);
  const { type } = column;
  const value = `t.${identifier(name)}`;
  const as =
    (kind: string) =>
    (text: string): string =>
      `'${text}'::${kind}`;
  switch (type) {
    case 'timestamp':
      return { column, value: `epoch_us(${value})`, constant: as('BIGINT') };
    case 'integer':
      return { column, value, constant: as('BIGINT') };
    case 'number':
      return {
        column,
        value: `CASE WHEN isfinite(${value}) THEN ${value} END`,
        constant: as('DOUBLE'),
      };
    case 'boolean':
    case 'category':
    case 'text':
    case 'image':
      throw new MlxError('data/split-time', `\`${name}\` is a ${type} and has no order in time`, {
        hints: [
          `Name a column of timestamps or numbers, or pin its type: \`ingest: { columns: { ${name}: timestamp } }\``,
        ],
      });
  }
}
