/** What a column's values mean to a model. */
export const columnTypes = [
  'number',
  'integer',
  'boolean',
  'category',
  'text',
  'timestamp',
  'image',
] as const;
export type ColumnType = (typeof columnTypes)[number];

/** Whether values of a type are texts: of an image, the path of its file, or the file itself in base64. */
export function isWritten(type: ColumnType): type is 'category' | 'text' | 'image' {
  return type === 'category' || type === 'text' || type === 'image';
}

/** What a column is for. Only features and the target ever reach a model. */
export const columnRoles = [
  'feature',
  'target',
  'id',
  'time',
  'group',
  'weight',
  'ignore',
] as const;
export type ColumnRole = (typeof columnRoles)[number];

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  readonly role: ColumnRole;
}

/**
 * What a table holds. Its rows lie beside it as Parquet, in which `number` is DOUBLE, `integer` BIGINT, `boolean`
 * BOOLEAN, `category`, `text` and `image` VARCHAR, `timestamp` TIMESTAMP (UTC). A row keeps the number it had
 * at ingest in the extra BIGINT column {@link rowColumn}.
 */
export interface TableInfo {
  readonly rows: number;
  readonly columns: readonly Column[];
}

/** Row number given at ingest, from 0: the identity of a row in splits, reports and errors. */
export const rowColumn = '__row';
