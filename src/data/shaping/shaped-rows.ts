import type { Batch } from '../../contracts/batch.js';
import type { RowProblem } from '../../contracts/model.js';

/** Rows as a model reads them, or why they cannot be; at most a hundred problems are told. */
export type ShapedRows = Batch | { readonly problems: readonly RowProblem[] };

/** Does to rows what ingest does to those of the sources. */
export type RowShaper = (rows: Batch) => Promise<ShapedRows>;
