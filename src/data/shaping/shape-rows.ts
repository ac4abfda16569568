import type { Batch, Vector } from '../../contracts/batch.js';
import type { RowProblem } from '../../contracts/model.js';
import { type Column, type ColumnType, rowColumn } from '../../contracts/table.js';
import { type OddCells, withChanges } from '../columns/change-values.js';
import { derivationOrder } from '../columns/derivation-order.js';
import { withDerived } from '../columns/derive-columns.js';
import { renameColumns } from '../columns/rename-columns.js';
import { carriedColumns, type Draft } from '../draft.js';
import { generalisedCell } from '../privacy/actions/generalise.js';
import { storageOf } from '../tables/cell-types.js';
import type { Database } from '../tables/database.js';
import { batchesOf, vectorOf } from '../tables/read-batches.js';
import { identifier, literal } from '../tables/sql.js';
import { failureOnRow } from '../tables/user-expression.js';
import { failingRows, mostProblems } from './failing-rows.js';
import type { RawColumn, RowShaping } from './row-shaping.js';
import type { RowShaper, ShapedRows } from './shaped-rows.js';

type Typed = Pick<Column, 'name' | 'type'>;

/** What SQL does to rows: all that ingest does but the project's own steps. */
export type SqlShaping = Omit<RowShaping, 'steps'>;

/**
 * The shaper for rows that hold `shaping.raw`; what it gives holds `outputs`. It is the SQL of ingest over rows that are
 * handed over as text, so that a row becomes what it would have become there, to the last digit.
 */
export async function sqlShaper(
  shaping: SqlShaping,
  outputs: readonly Typed[],
  database: Database,
): Promise<RowShaper> {
  const { draft, odd } = await shapedDraft(shaping, database);
  const marks = odd.map((_, at) => ({ name: markOf(at), type: 'number' as const }));
  const columns = [...outputs, ...marks];
  const cells = columns.map(({ name, type }) => vectorOf(identifier(name), type));
  const rest = `SELECT ${cells.join(', ')} FROM ${draft.relation} ORDER BY ${identifier(rowColumn)}`;
  const run = async (rows: Batch): Promise<ShapedRows> => {
    const query = `WITH ${given} AS (${rowsSql(rows, shaping.raw)}) ${rest}`;
    let shaped: Batch | undefined;
    try {
      // To the end, though there is one batch: a result that is left before holds on to its memory.
      for await (const batch of batchesOf(database, query, { columns, batchRows: rows.rows })) {
        shaped = batch;
      }
    } catch (error) {
      const reason = failureOnRow(error);
      if (reason === undefined) throw error;
      return { problems: await failingRows(rows, { expected, reason, run }) };
    }
    if (shaped === undefined) throw new Error('every row that is given is shaped');
    const { columns: cellsOf } = shaped;
    const problems = odd.flatMap((cell, at) =>
      oddRows(cell, { marks: cellsOf.get(markOf(at)), rows, raw: shaping.raw }),
    );
    return problems.length === 0 ? shaped : { problems: problems.slice(0, mostProblems) };
  };
  return (rows) => (rows.rows === 0 ? Promise.resolve(rows) : run(rows));
}

const expected = 'values that the expressions of `ingest.columns` can work with';
const given = identifier('__given');

function markOf(at: number): string {
  return `__odd${at}`;
}

interface Shaped {
  readonly draft: Draft;
  readonly odd: readonly OddCells[];
}

/** The steps of ingest over the rows that are given, and in hidden columns whether a value is refused. */
async function shapedDraft(
  { raw, columns, generalise = {} }: SqlShaping,
  database: Database,
): Promise<Shaped> {
  const draft: Draft = {
    relation: given,
    columns: raw.map(({ name, type }) => ({ name, type })),
    placeOf: () => Promise.reject(new Error('rows to predict for were read from no file')),
  };
  const renamed = renameColumns(draft, columns);
  const { odd } = withChanges(renamed, columns);
  const marks = odd.map(({ odd: isOdd }, at) => {
    return `CASE WHEN ${isOdd} THEN 1 ELSE 0 END AS ${identifier(markOf(at))}`;
  });
  const marked: Draft = {
    ...renamed,
    relation: `(SELECT ${[...carriedColumns(renamed), ...marks].join(', ')} FROM ${renamed.relation})`,
    // What is carried along unseen needs some name to stand beside.
    misfits: new Map(odd.map((_, at) => [markOf(at), markOf(at)])),
  };
  let { changed } = withChanges(marked, columns);
  const names = changed.columns.map(({ name }) => name);
  for (const derivation of await derivationOrder(columns, names, database)) {
    changed = await withDerived(changed, derivation, database);
  }
  return { draft: lessExact(changed, generalise), odd };
}

function lessExact(draft: Draft, generalise: NonNullable<SqlShaping['generalise']>): Draft {
  if (Object.keys(generalise).length === 0) return draft;
  const cells = draft.columns.map((column) => {
    const how = generalise[column.name];
    const own = how === undefined ? undefined : generalisedCell(column, how).cell;
    const name = identifier(column.name);
    return own === undefined ? name : `${own} AS ${name}`;
  });
  const hidden = [...(draft.misfits?.values() ?? [])].map(identifier);
  const all = [identifier(rowColumn), ...cells, ...hidden];
  return { ...draft, relation: `(SELECT ${all.join(', ')} FROM ${draft.relation})` };
}

/** The rows as a SELECT: their cells as lists of JSON, unpacked and typed. */
function rowsSql({ rows, columns }: Batch, raw: readonly RawColumn[]): string {
  const lists = raw.map(({ name, type }, at) => {
    const storage = isText(type) ? 'VARCHAR' : 'DOUBLE';
    const cells = literal(jsonOf(columns.get(name), rows));
    return `unnest(from_json(${cells}, '["${storage}"]')) AS c${at}`;
  });
  const cells = raw.map(({ name, type }, at) => `${cellOf(`c${at}`, type)} AS ${identifier(name)}`);
  const number = `unnest(range(${rows})) AS ${identifier(rowColumn)}`;
  return `SELECT ${[identifier(rowColumn), ...cells].join(', ')} FROM (SELECT ${[number, ...lists].join(', ')})`;
}

function isText(type: ColumnType): boolean {
  return type === 'category' || type === 'text';
}

/** A cell of a batch as ingest holds it. */
function cellOf(cell: string, type: ColumnType): string {
  if (type === 'timestamp') return `make_timestamp(CAST(round(${cell} * 1000) AS BIGINT))`;
  return `CAST(${cell} AS ${storageOf(type)})`;
}

function jsonOf(vector: Vector | undefined, rows: number): string {
  if (vector === undefined) return JSON.stringify(Array.from({ length: rows }, () => null));
  // What is no number becomes null, which is what NaN stands for.
  if (vector.kind === 'number') return JSON.stringify([...vector.values]);
  const text = JSON.stringify(vector.values);
  // Half a character, which no file could hold and no JSON reader but ours takes.
  if (!text.includes('\\ud')) return text;
  return JSON.stringify(vector.values.map((cell) => cell && Buffer.from(cell).toString()));
}

function oddRows(
  { name, wanted }: OddCells,
  {
    marks,
    rows,
    raw,
  }: {
    readonly marks: Vector | undefined;
    readonly rows: Batch;
    readonly raw: readonly RawColumn[];
  },
): readonly RowProblem[] {
  const field = raw.find(({ as }) => as === name)?.name ?? name;
  const cells = rows.columns.get(field)?.values ?? [];
  const found = marks?.kind === 'number' ? [...marks.values] : [];
  return found.flatMap((mark, row) =>
    mark === 1 ? [{ row, field, expected: wanted, found: JSON.stringify(cells[row]) }] : [],
  );
}
