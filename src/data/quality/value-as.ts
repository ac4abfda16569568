import type { ColumnType } from '../../contracts/table.js';
import { falsehoods, storageOf, truths, typedCell } from '../tables/cell-types.js';
import { epochMsOfIso } from '../tables/iso-timestamp.js';
import { literal } from '../tables/sql.js';
import { Misfit } from './rules/rule.js';

/**
 * A value of the project file as SQL of a column's type, read as a cell of the data would be. Throws {@link Misfit}
 * when no cell of the column could ever be it; `path` leads to the value.
 */
export function valueAs(
  type: ColumnType,
  value: string | number | boolean,
  path: readonly (string | number)[],
): string {
  const text = `${value}`;
  if (!readable[type](text)) {
    throw new Misfit(`\`${text}\` is no ${type}, but the column is one`, {
      path,
      hint: `Write a value of the type ${type}, or give the column another type under \`ingest.columns\``,
    });
  }
  return `CAST((${typedCell(type, literal(text))}) AS ${storageOf(type)})`;
}

const isNumber = (text: string): boolean => text.trim() !== '' && Number.isFinite(Number(text));

const readable: Readonly<Record<ColumnType, (text: string) => boolean>> = {
  number: isNumber,
  integer: (text) => isNumber(text) && Number.isInteger(Number(text)),
  boolean: (text) => [...truths, ...falsehoods].includes(text.toLowerCase()),
  timestamp: (text) => epochMsOfIso(text) !== undefined,
  category: () => true,
  text: () => true,
  image: () => true,
};
