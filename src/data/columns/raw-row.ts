import type { Json, JsonObject } from '../../contracts/json.js';
import type { ColumnSettings } from './column-settings.js';
import type { RawColumn, RowShaping } from './row-shaping.js';
import { conversion } from './units.js';

/**
 * A row of the sources that ingest makes this row of the table of, as JSON; where several would do, one of them. The
 * last digit of a converted number may differ.
 */
export function rawRow({ raw, columns }: RowShaping, row: JsonObject): JsonObject {
  return Object.fromEntries(
    raw.map((column) => [column.name, rawCell(column, columns[column.as], row[column.as] ?? null)]),
  );
}

function rawCell(column: RawColumn, settings: ColumnSettings = {}, value: Json): Json {
  if (value === null || column.given) return value;
  const { map, unit, unmapped = 'keep' } = settings;
  let cell: Json = value;
  if (unit !== undefined) {
    const { factor, offset } = conversion(unit.from, unit.to);
    cell = (Number(cell) - offset) / factor;
  }
  if (map !== undefined) {
    const key = Object.entries(map).find(([, to]) => to !== null && String(to) === String(cell));
    if (key === undefined && unmapped !== 'keep') return null;
    cell = key?.[0] ?? cell;
  }
  return inType(column.type, cell);
}

function inType(type: RawColumn['type'], cell: Json): Json {
  switch (type) {
    case 'number':
      return Number.isFinite(Number(cell)) ? Number(cell) : null;
    case 'integer':
      return Number.isFinite(Number(cell)) ? Math.round(Number(cell)) : null;
    case 'boolean':
      return typeof cell === 'boolean' ? cell : cell === 'true';
    default:
      return typeof cell === 'string' ? cell : JSON.stringify(cell);
  }
}
