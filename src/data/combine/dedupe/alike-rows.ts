import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { wholeFigure } from '../../../contracts/figure.js';
import { MlxError } from '../../../errors/index.js';
import { literal, literals, parquetRows } from '../../tables/sql.js';
import { hasKey } from '../rows/keys.js';
import { columnOf, type Rows } from '../rows/rows.js';
import { shownCell } from '../rows/shown-cell.js';
import { countRows, type Workshop, writeAside } from '../rows/workshop.js';
import {
  type Compared,
  comparable,
  comparedOf,
  prepared,
  type Similarity,
  similarityOf,
} from './similarity.js';

export interface AlikeRequest {
  /** Columns that have to be equal, as SQL names them. */
  readonly keys: readonly string[];
  readonly similar: Readonly<Record<string, Similarity>>;
  /** Which row stays, as ORDER BY. */
  readonly order: string;
}

/**
 * Finds rows that are the same but for how they are written, and returns the file of their numbers (`row`). Rows are
 * taken in the order of who stays: one that is alike to a row that stays goes, to the one it is most alike to, so that
 * everything that goes is alike to what it went to, and chains do not form. The same rows each time.
 */
export async function alikeRows(
  table: Rows,
  { keys, similar, order }: AlikeRequest,
  shop: Workshop,
): Promise<string> {
  const compared = comparedOf(similar);
  const texts = compared.map(({ name }) => comparable(columnOf(table, name).cell));
  const cells = compared.map((each, at) => `${prepared(each, texts[at] ?? '')} AS s${at}`);
  const blocks = keys.map((key, at) => `${key} AS k${at}`);
  const given = [...keys, ...compared.map(({ name }) => columnOf(table, name).cell)];
  const ordered = await writeAside(
    shop,
    `SELECT row, row_number() OVER (ORDER BY ${order}) - 1 AS place, ${[...blocks, ...cells].join(', ')}
     FROM ${table.relation} WHERE ${hasKey(given)}`,
  );
  await refuseTooMany(ordered, keys, shop);
  const pairs = await pairsOf(ordered, { compared, keys }, shop);
  const file = join(shop.bench.scratch, `alike-${randomUUID()}.csv`);
  await pipeline(goingRows(pairs, shop), createWriteStream(file));
  const names = `{ 'row': 'BIGINT', 'stays': 'BIGINT'${compared.map((_, at) => `, 'how${at}': 'DOUBLE'`).join('')} }`;
  const going = await writeAside(
    shop,
    `SELECT * FROM read_csv(${literals([file])}, header = false, auto_detect = false, columns = ${names}) ORDER BY row`,
  );
  await tellOfAlike(going, { table, compared, shop });
  return going;
}

/** As many comparisons as take some minutes. */
const mostPairs = 200_000_000;

async function refuseTooMany(
  ordered: string,
  keys: readonly string[],
  { bench, label }: Workshop,
): Promise<void> {
  const blocks = keys.map((_, at) => `k${at}`);
  const grouped = blocks.length === 0 ? '' : `GROUP BY ${blocks.join(', ')}`;
  const [found] = await bench.database.rows<{ pairs: number }>(
    `SELECT CAST(coalesce(sum(n * (n - 1) / 2), 0) AS DOUBLE) AS pairs
     FROM (SELECT count(*) AS n FROM ${parquetRows(ordered)} ${grouped})`,
  );
  const pairs = found?.pairs ?? 0;
  if (pairs <= mostPairs) return;
  throw new MlxError(
    'combine/bad-setting',
    `${label}: ${wholeFigure(Math.round(pairs))} pairs of rows would have to be compared, and ${wholeFigure(mostPairs)} are the most`,
    {
      hints: [
        'Name columns under `on` that are equal in rows that are the same, such as a postcode: only rows equal in them are compared',
      ],
    },
  );
}

/** The pairs that are alike enough: `later` in the order of who stays comes after `first`. */
async function pairsOf(
  ordered: string,
  { compared, keys }: { readonly compared: readonly Compared[]; readonly keys: readonly string[] },
  shop: Workshop,
): Promise<string> {
  const rows = parquetRows(ordered);
  const equal = ['a.place < b.place', ...keys.map((_, at) => `a.k${at} = b.k${at}`)];
  const scores = compared.map(
    (each, at) => `${similarityOf(each, `a.s${at}`, `b.s${at}`)} AS how${at}`,
  );
  const enough = compared.map(({ atLeast }, at) => `how${at} >= ${atLeast}`);
  const sum = compared.map((_, at) => `how${at}`).join(' + ');
  return writeAside(
    shop,
    `SELECT first, later, first_row, later_row, ${compared.map((_, at) => `how${at}`).join(', ')}
     FROM (SELECT a.place AS first, b.place AS later, a.row AS first_row, b.row AS later_row, ${scores.join(', ')}
       FROM ${rows} AS a JOIN ${rows} AS b ON ${equal.join(' AND ')})
     WHERE ${enough.join(' AND ')} ORDER BY later, ${sum} DESC, first`,
  );
}

/** One line for each row that goes: its number, that of the row it is alike to, and how much. */
async function* goingRows(pairs: string, { bench }: Workshop): AsyncGenerator<string> {
  const gone = new Set<number>();
  let last = -1;
  const query = `SELECT CAST(COLUMNS(* EXCLUDE (first_row, later_row)) AS DOUBLE),
    CAST(first_row AS DOUBLE) AS f, CAST(later_row AS DOUBLE) AS l FROM ${parquetRows(pairs)}`;
  for await (const chunk of bench.database.stream(query)) {
    const width = chunk.columnCount;
    const columns = Array.from({ length: width }, (_, at) => chunk.getColumnVector(at));
    const cell = (at: number, row: number): number => columns[at]?.getItem(row) as number;
    let lines = '';
    for (let row = 0; row < chunk.rowCount; row++) {
      const [first, later] = [cell(0, row), cell(1, row)];
      // Pairs come in the order of the later row, the most alike first; what is gone takes nobody along.
      if (later === last || gone.has(first)) continue;
      last = later;
      gone.add(later);
      const scores = Array.from({ length: width - 4 }, (_, at) => cell(at + 2, row));
      lines += `${[cell(width - 1, row), cell(width - 2, row), ...scores].join(',')}\n`;
    }
    yield lines;
  }
}

interface Telling {
  readonly table: Rows;
  readonly compared: readonly Compared[];
  readonly shop: Workshop;
}

const shownRows = 3;

/** Lists every row that went, with why, in a file; and tells of a few. */
async function tellOfAlike(going: string, { table, compared, shop }: Telling): Promise<void> {
  const { bench } = shop;
  if ((await countRows(bench, parquetRows(going))) === 0) return;
  const values = compared.map(({ name }, at) => {
    const { cell } = columnOf(table, name);
    return `{ 'column': ${literal(name)}, 'removed': CAST(r.${cell} AS VARCHAR), 'kept': CAST(k.${cell} AS VARCHAR), 'similarity': round(g.how${at}, 4) }`;
  });
  const listed = `SELECT g.row AS removed_row, g.stays AS kept_row, r.origin AS removed_origin, k.origin AS kept_origin,
      [${values.join(', ')}] AS because
    FROM ${parquetRows(going)} AS g JOIN ${table.relation} AS r ON r.row = g.row
    JOIN ${table.relation} AS k ON k.row = g.stays ORDER BY g.row`;
  const list = await writeAside(shop, listed);
  const file = join(bench.scratch, `alike-${randomUUID()}.jsonl`);
  await bench.database.run(
    `COPY (SELECT removed_row, kept_row, because FROM ${parquetRows(list)} ORDER BY removed_row) TO ${literal(file)} (FORMAT json)`,
  );
  shop.tellOfAlike(file);
  const cells = compared.flatMap((_, at) =>
    ['removed', 'kept', 'similarity'].map((key) => `because[${at + 1}].${key} AS ${key}${at}`),
  );
  const some = await bench.database.rows<Record<string, string | number>>(
    `SELECT removed_origin, kept_origin, ${cells.join(', ')} FROM ${parquetRows(list)} ORDER BY removed_row LIMIT ${shownRows}`,
  );
  for (const row of some) {
    const [removed, kept] = await Promise.all(
      [row['removed_origin'], row['kept_origin']].map((origin) => shop.placeOf(Number(origin))),
    );
    const why = compared.map(({ name }, at) => {
      const [one, other] = [row[`removed${at}`], row[`kept${at}`]].map((cell) =>
        shownCell(String(cell), [name], bench),
      );
      return `${one ?? ''} is like ${other ?? ''} (${name} ${row[`similarity${at}`] ?? ''})`;
    });
    const at = [removed, kept].map(
      (place) => `${place?.file ?? ''}${place?.line === undefined ? '' : `:${place.line}`}`,
    );
    shop.note(
      `${shop.label}: ${at[0] ?? ''} went, because ${at[1] ?? ''} is the same: ${why.join(', ')}`,
    );
  }
}
