import type { Column, ColumnType } from '../../contracts/table.js';
import { rowColumn } from '../../contracts/table.js';
import { MlxError } from '../../errors/index.js';
import { shownCell } from '../combine/rows/shown-cell.js';
import type { Draft, Workbench } from '../draft.js';
import { readsAs, typedCell } from '../tables/cell-types.js';
import { identifier, literal } from '../tables/sql.js';
import type { ColumnSettings, ColumnsSettings } from './column-settings.js';
import { conversion } from './units.js';

type Typed = Pick<Column, 'name' | 'type'>;

/** A column with the values the project wants, in SQL over the draft. */
interface Changed extends Typed {
  readonly value: string;
}

/** Cells that a change cannot take, in SQL over the rows before it. */
export interface OddCells {
  readonly name: string;
  /** The cell as text. */
  readonly text: string;
  /** Whether a row holds such a cell. */
  readonly odd: string;
  /** What is wrong with it, and what it should be. */
  readonly why: string;
  readonly wanted: string;
}

/**
 * Replaces values by others (`map`) and converts units. Throws `data/column-value` where `unmapped: fail` meets a
 * value that is not named or a mapped value does not fit the declared type, and `data/unit` for what cannot be converted.
 */
export async function changeValues(
  draft: Draft,
  settings: ColumnsSettings,
  bench: Workbench,
): Promise<Draft> {
  const { changed, odd } = withChanges(draft, settings);
  for (const cells of odd) await refuseCells(cells, { draft, bench });
  return changed;
}

/** As {@link changeValues}, without looking at any row: what it would refuse is told as conditions. */
export function withChanges(
  draft: Draft,
  settings: ColumnsSettings,
): { readonly changed: Draft; readonly odd: readonly OddCells[] } {
  const odd: OddCells[] = [];
  const columns = draft.columns.map((column) => change(column, settings[column.name], odd));
  if (columns.every(({ name, value }) => value === identifier(name)))
    return { changed: draft, odd };
  const cells = columns.map(({ name, value }) => `${value} AS ${identifier(name)}`);
  const hidden = [...(draft.misfits?.values() ?? [])].map(identifier);
  const { file: _whole, ...rest } = draft;
  const changed = {
    ...rest,
    relation: `(SELECT ${[identifier(rowColumn), ...cells, ...hidden].join(', ')} FROM ${draft.relation})`,
    columns: columns.map(({ name, type }) => ({ name, type })),
  };
  return { changed, odd };
}

function change(column: Typed, settings: ColumnSettings | undefined, odd: OddCells[]): Changed {
  const mapped =
    settings?.map === undefined
      ? { ...column, value: identifier(column.name) }
      : mapValues(column, settings, odd);
  if (settings?.unit === undefined) return mapped;
  if (mapped.type !== 'number' && mapped.type !== 'integer') {
    throw new MlxError(
      'data/unit',
      `\`${column.name}\` is of type ${mapped.type}, and only numbers have units`,
      { hints: [`Declare \`type: number\` for it, and \`else: missing\` if some cells are not`] },
    );
  }
  const { factor, offset } = conversion(settings.unit.from, settings.unit.to);
  const product = `CAST(${mapped.value} AS DOUBLE) * ${double(factor)}`;
  const value = offset === 0 ? product : `(${product} + ${double(offset)})`;
  return { name: column.name, type: 'number', value };
}

function double(value: number): string {
  return `CAST(${literal(`${value}`)} AS DOUBLE)`;
}

function mapValues(
  { name, type }: Typed,
  { map = {}, unmapped = 'keep', type: declared }: ColumnSettings,
  oddCells: OddCells[],
): Changed {
  const text = `CAST(${identifier(name)} AS VARCHAR)`;
  const cases = Object.entries(map).map(
    ([from, to]) => `WHEN ${literal(from)} THEN ${to === null ? 'NULL' : literal(`${to}`)}`,
  );
  const otherwise = unmapped === 'keep' ? text : 'NULL';
  const mapped = `(CASE ${text} ${cases.join(' ')} ELSE ${otherwise} END)`;
  if (unmapped === 'fail') {
    const known = Object.keys(map).map(literal).join(', ');
    const odd = `${text} IS NOT NULL AND ${text} NOT IN (${known})`;
    const wanted = 'a value that `map` names';
    oddCells.push({ name, text, odd, why: 'is not named by `map`', wanted });
  }
  const result = declared ?? typeOfMap(map, unmapped, type);
  const odd = `${mapped} IS NOT NULL AND NOT coalesce(${readsAs(result, mapped)}, false)`;
  oddCells.push({
    ...{ name, text, odd, why: `does not become a ${result} by \`map\`` },
    wanted: `a value that becomes a ${result} by \`map\``,
  });
  return { name, type: result, value: typedCell(result, mapped) };
}

/** Without a declared type: that of the new values when nothing else can stand beside them, else a category. */
function typeOfMap(
  map: NonNullable<ColumnSettings['map']>,
  unmapped: ColumnSettings['unmapped'],
  type: ColumnType,
): ColumnType {
  const values = Object.values(map).filter((value) => value !== null);
  if (unmapped === 'keep') {
    const alike = type === 'number' && values.every((value) => typeof value === 'number');
    return values.length === 0 || alike ? type : 'category';
  }
  if (values.length === 0) return 'category';
  if (values.every((value) => typeof value === 'boolean')) return 'boolean';
  if (!values.every((value) => typeof value === 'number')) return 'category';
  return values.every((value) => Number.isInteger(value)) ? 'integer' : 'number';
}

interface Place {
  readonly draft: Draft;
  readonly bench: Workbench;
}

async function refuseCells(
  { name, text, odd, why }: OddCells,
  { draft, bench }: Place,
): Promise<void> {
  const row = identifier(rowColumn);
  const [found] = await bench.database.rows<{ count: number; row: number; cell: string }>(
    `SELECT count(*) AS count, min(${row}) AS row, arg_min(${text}, ${row}) AS cell
     FROM ${draft.relation} WHERE ${odd}`,
  );
  if (found === undefined || found.count === 0) return;
  const more = found.count === 1 ? '' : ` (and ${found.count - 1} more)`;
  throw new MlxError(
    'data/column-value',
    `\`${name}\`: ${shownCell(found.cell, [name], bench)} ${why}${more}`,
    {
      hints: [
        `Name the value under \`ingest.columns.${name}.map\``,
        'Say `unmapped: keep` or `unmapped: missing` to go on with values that `map` does not name',
      ],
      place: await draft.placeOf(found.row),
    },
  );
}
