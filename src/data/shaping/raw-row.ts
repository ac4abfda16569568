import type { Json, JsonObject } from '../../contracts/json.js';
import type { ColumnSettings } from '../columns/column-settings.js';
import { conversion } from '../columns/units.js';
import { exactExample, type GeneraliseValues } from '../privacy/actions/generalise.js';
import type { RawColumn, RowShaping } from './row-shaping.js';

/**
 * A row of the sources that ingest makes this row of the table of, as JSON; where several would do, one of them. The
 * last digit of a converted number may differ. What the project's own steps did is not undone: where they change a column, it is a row that
 * might be.
 */
export function rawRow({ raw, columns, generalise = {} }: RowShaping, row: JsonObject): JsonObject {
  return Object.fromEntries(
    raw.map((column) => {
      const { name, as, hidden } = column;
      const value = hidden === true ? null : beforeGeneralise(generalise[as], row[as] ?? null);
      return [name, rawCell(column, columns[as], value)];
    }),
  );
}

function rawCell(column: RawColumn, settings: ColumnSettings = {}, value: Json): Json {
  if (value === null) return null;
  if (column.given) return inType(column.type, value);
  return inType(column.type, beforeMap(settings, beforeUnit(settings, value)));
}

function beforeGeneralise(settings: GeneraliseValues | undefined, value: Json): Json {
  return settings === undefined ? value : exactExample(value, settings);
}

function beforeUnit({ unit }: ColumnSettings, value: Json): Json {
  if (unit === undefined) return value;
  const { factor, offset } = conversion(unit.from, unit.to);
  return (Number(value) - offset) / factor;
}

/** The first value that `map` makes this one of; itself where `map` keeps what it does not name. */
function beforeMap({ map, unmapped = 'keep' }: ColumnSettings, value: Json): Json {
  if (map === undefined) return value;
  const same = JSON.stringify(asText(value));
  const found = Object.entries(map).find(([, to]) => JSON.stringify(asText(to)) === same);
  return found?.[0] ?? (unmapped === 'keep' ? value : null);
}

function asText(value: Json): Json {
  return typeof value === 'number' || typeof value === 'boolean' ? `${value}` : value;
}

function inType(type: RawColumn['type'], cell: Json): Json {
  if (cell === null) return null;
  if (type === 'number' || type === 'integer') return asNumber(type, cell);
  if (type === 'boolean') return typeof cell === 'boolean' ? cell : cell === 'true';
  return typeof cell === 'string' ? cell : JSON.stringify(cell);
}

function asNumber(type: 'number' | 'integer', cell: Json): number | null {
  const number = Number(cell);
  if (!Number.isFinite(number)) return null;
  return type === 'integer' ? Math.round(number) : number;
}
