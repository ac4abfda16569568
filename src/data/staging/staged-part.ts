import type { SourcePart, StorageType } from '../sources/source.js';

/** A part of a source, copied into scratch as Parquet. */
export interface StagedPart {
  readonly source: string;
  readonly part: SourcePart;
  readonly file: string;
  readonly rows: number;
  readonly columns: readonly StagedColumn[];
}

/** A column as it lies in the staged file. */
export interface StagedColumn {
  readonly name: string;
  readonly storage: StorageType;
  /** True when no cell has a value: then any storage would do. */
  readonly empty: boolean;
  /** True when the type was guessed from text and held for every cell; the text itself is not kept. */
  readonly guessed: boolean;
  /** The column beside it that holds the text of cells which do not fit its declared type. */
  readonly misfits?: string;
}
