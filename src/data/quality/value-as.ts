import type { ColumnType } from '../../contracts/table.js';
import { storageOf, typedCell } from '../tables/cell-types.js';
import { literal } from '../tables/sql.js';

/** A value of the project file as SQL of a column's type, read as a cell of the data would be. */
export function valueAs(type: ColumnType, value: string | number | boolean): string {
  return `CAST((${typedCell(type, literal(`${value}`))}) AS ${storageOf(type)})`;
}
