import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { wholeFigure } from '../../../contracts/figure.js';
import { MlxError, nearestWord } from '../../../errors/index.js';
import { literal, parquetRows } from '../../tables/sql.js';
import type { SourcePart, SourceWorld } from '../source.js';
import type { Incremental } from './increment.js';
import { addNews, type Kept, type Layout, orderedCopy, refuseSameKeys } from './kept-rows.js';
import type { RowReader } from './row-reader.js';
import { keptColumns, type SpooledColumn, scratchFile, spoolLines } from './spool-rows.js';

/** What is to be read, and how it is known that rows are new. */
export interface IncrementalRequest {
  readonly query: string;
  readonly origin: string;
  readonly incremental: Incremental;
}

type Table = Pick<SourcePart, 'file' | 'bytes' | 'rows' | 'relation' | 'columns'>;

/**
 * All rows of a query, of which only those are read that are new since the last time: from the greatest watermark seen on,
 * it included, and those without one. Read anew from first to last when nothing is kept, and when counting shows that what is
 * kept with what is new is not all there is. The same rows in the same order either way: by key; without one by
 * watermark, then by all cells.
 */
export async function incrementalRows(
  reader: RowReader,
  request: IncrementalRequest,
  world: SourceWorld,
): Promise<Table> {
  const columns = await reader.columns(request.query);
  return new Reading(reader, { ...request, columns }, world).table();
}

class Reading {
  readonly #reader: RowReader;
  readonly #request: IncrementalRequest;
  readonly #world: SourceWorld;
  readonly #columns: readonly SpooledColumn[];
  readonly #layout: Layout;

  constructor(
    reader: RowReader,
    { columns, ...request }: IncrementalRequest & { readonly columns: readonly SpooledColumn[] },
    world: SourceWorld,
  ) {
    this.#reader = reader;
    this.#request = request;
    this.#world = world;
    this.#columns = columns;
    const { watermark, key } = request.incremental;
    const at = (name: string): number => positionOf(name, columns, request.origin);
    this.#layout = { cells: columns.length, watermark: at(watermark), key: key.map(at) };
  }

  async table(): Promise<Table> {
    const { keptRows } = this.#world;
    const now = await this.#ask();
    const before = scratchFile(this.#world, 'parquet');
    const kept = (await keptRows?.latest(this.#identity(), before)) as Kept['facts'] | undefined;
    const rows =
      (kept === undefined ? undefined : await this.#withNews({ file: before, facts: kept }, now)) ??
      (await this.#all());
    const columns = await keptColumns(this.#columns, rows, this.#world);
    const order = { layout: this.#layout, columns };
    const file = scratchFile(this.#world, 'parquet');
    const copy = await orderedCopy(rows, { ...order, file }, this.#world.database);
    await keptRows?.replace(this.#identity(), { mark: now.mark, rows: copy.rows }, file);
    return { ...copy, file, columns };
  }

  /** Names what is kept: other columns, or the same table elsewhere, are something else. */
  #identity(): string {
    const { system, place } = this.#reader;
    const { query, incremental } = this.#request;
    const all = [keptVersion, system, place, query, incremental, this.#columns];
    return createHash('sha256').update(JSON.stringify(all)).digest('hex').slice(0, 32);
  }

  /** The greatest watermark, as a cell of a line, and how many rows there are. */
  async #ask(): Promise<{ readonly mark: string; readonly rows: number }> {
    const { query, incremental } = this.#request;
    const mark = this.#reader.quoted(incremental.watermark);
    const question = `SELECT max(q.${mark}) AS mark, count(*) AS total FROM (${query}\n) AS q`;
    const columns = await this.#reader.columns(question);
    let line = '';
    for await (const { bytes } of this.#reader.lines(question, columns)) line += decoded(bytes);
    const [, cell = missing, rows = '0'] = /^(.*),(\d+)\n$/s.exec(line) ?? [];
    return { mark: cell, rows: Number(rows) };
  }

  async #all(): Promise<string> {
    const { query } = this.#request;
    const relation = await this.#spooled(query);
    await this.#refuseSameKeys(relation);
    return relation;
  }

  /** The rows of a query as a relation that can be read often: a scan of text takes much memory. */
  async #spooled(query: string): Promise<string> {
    const lines = this.#reader.lines(query, this.#columns);
    const spooled = { origin: this.#request.origin, columns: this.#columns, lines };
    const { file: text, relation } = await spoolLines(spooled, this.#world);
    const file = scratchFile(this.#world, 'parquet');
    await this.#world.database.run(
      `COPY (SELECT * FROM ${relation}) TO ${literal(file)} (FORMAT parquet)`,
    );
    await rm(text, { force: true });
    return parquetRows(file);
  }

  /** What was kept, with what is new; undefined when that cannot be all there is. */
  async #withNews(kept: Kept, now: { readonly rows: number }): Promise<string | undefined> {
    const { query, origin, incremental } = this.#request;
    if (kept.facts.mark === missing) return undefined;
    const relation = await this.#spooled(this.#newRows(query, kept.facts.mark));
    await this.#refuseSameKeys(relation);
    const all = await addNews(kept, { news: relation, layout: this.#layout }, this.#world.database);
    if (all.rows !== now.rows || all.dated === 0) {
      this.#tell(
        `${origin}: rows are gone, or changed without a newer ${incremental.watermark}, so all ${wholeFigure(now.rows)} were read`,
      );
      return undefined;
    }
    const changed = all.changed === 0 ? '' : ` and ${wholeFigure(all.changed)} changed`;
    const since = textOf(kept.facts.mark);
    this.#tell(
      `${origin}: ${wholeFigure(all.added)} new${changed} rows since ${since} (of ${wholeFigure(now.rows)})`,
    );
    return all.relation;
  }

  #newRows(query: string, mark: string): string {
    const column = `q.${this.#reader.quoted(this.#request.incremental.watermark)}`;
    const value = this.#literalOf(mark);
    return `SELECT * FROM (${query}\n) AS q WHERE ${column} >= ${value} OR ${column} IS NULL`;
  }

  /** A number must not be compared as text, nor a text as a number. */
  #literalOf(cell: string): string {
    const text = textOf(cell);
    const { declared, fits } = this.#columns[this.#layout.watermark] ?? { declared: '', fits: [] };
    const isNumber = !cell.startsWith('"') || fits.length > 0 || /decimal|numeric/i.test(declared);
    return isNumber && plainNumber.test(text) ? text : this.#reader.literal(text);
  }

  async #refuseSameKeys(relation: string): Promise<void> {
    const { incremental, origin } = this.#request;
    const { database } = this.#world;
    await refuseSameKeys(relation, { layout: this.#layout, incremental, origin }, database);
  }

  #tell(text: string): void {
    this.#world.emit?.({ type: 'note', text, isNotable: true });
  }
}

/** Bump when the same rows would be kept otherwise than before. */
const keptVersion = 1;
const missing = '\\N';
const plainNumber = /^-?\d+(\.\d+)?(e[-+]?\d+)?$/i;

function decoded(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function textOf(cell: string): string {
  return cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
}

function positionOf(name: string, columns: readonly SpooledColumn[], origin: string): number {
  const names = columns.map((column) => column.name);
  const at = names.indexOf(name);
  if (at >= 0) return at;
  const nearest = nearestWord(name, names);
  throw new MlxError('data/column-missing', `${origin} has no column \`${name}\``, {
    hints: [
      nearest === undefined
        ? `Correct \`incremental\` of the source; there are: ${names.slice(0, 30).join(', ')}`
        : `Did you mean \`${nearest}\`? It is named under \`incremental\` of the source`,
    ],
  });
}
