import { MlxError } from '../../../errors/index.js';

/** How it is known which rows are new, and which of the rows before they replace. */
export interface Incremental {
  readonly watermark: string;
  /** Columns that tell rows apart; none when rows are only ever added. */
  readonly key: readonly string[];
}

/** What a source says of reading only new rows. Throws when it does not name the column that tells. */
export function incrementOf(values: {
  readonly incremental?:
    | {
        readonly watermark?: string | undefined;
        readonly key?: string | readonly string[] | undefined;
      }
    | undefined;
}): Incremental | undefined {
  if (values.incremental === undefined) return undefined;
  const { watermark, key = [] } = values.incremental;
  if (watermark === undefined) {
    throw new MlxError('data/source-incomplete', '`incremental` does not say what new rows are', {
      hints: ['Add `watermark: COLUMN` to it: a column that grows with every insert and update'],
    });
  }
  return { watermark, key: typeof key === 'string' ? [key] : key };
}
