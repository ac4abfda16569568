import { serviceError } from '../../../services/service-error.js';
import { identifier, literal } from '../../tables/sql.js';
import type { StateWorld } from '../source.js';
import { noTables, tableHints } from '../sql/row-reader.js';
import type { ServerValues } from '../sql/server-address.js';
import type { ServerReader } from '../sql/server-source.js';
import type { RowLines, SpooledColumn } from '../sql/spool-rows.js';
import type { WantedTable } from '../sql/wanted-rows.js';
import { connectPostgres, explainPostgres, type PostgresSession } from './connect-postgres.js';
import { type PostgresType, postgresType } from './postgres-types.js';

/** Connects, and reads in the terms of one session; what goes wrong is explained. */
export async function openPostgres(
  values: ServerValues,
  world: StateWorld,
): Promise<ServerReader<TypedColumn>> {
  return new PostgresReader(await connectPostgres(values, world), world.signal);
}

interface TypedColumn extends SpooledColumn {
  readonly type: PostgresType;
}

type Cells = readonly (string | null)[];

class PostgresReader implements ServerReader<TypedColumn> {
  readonly system = 'postgres';
  readonly quoted = identifier;
  readonly literal = literal;
  readonly place: string;
  readonly #session: PostgresSession;
  readonly #signal: AbortSignal;

  constructor(session: PostgresSession, signal: AbortSignal) {
    this.#session = session;
    this.#signal = signal;
    const { user = '', host, port, database = '' } = session.client;
    this.place = `${user}@${host}:${port}/${database}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#session[Symbol.asyncDispose]();
  }

  /** The rows of a small answer. The extended protocol takes one statement only. */
  async rows(text: string): Promise<readonly Cells[]> {
    return (await this.#ask(text)).rows;
  }

  async columns(query: string): Promise<readonly TypedColumn[]> {
    const { fields } = await this.#ask(`SELECT * FROM (${query}\n) AS q LIMIT 0`);
    const ids = [...new Set(fields.map(({ dataTypeID }) => dataTypeID))];
    const kinds = await this.rows(
      `SELECT oid::text, typname::text, typcategory::text FROM pg_type WHERE oid IN (${ids.join(', ')})`,
    );
    return fields.map(({ name, dataTypeID, dataTypeModifier }) => {
      const [, known, category] = kinds.find(([id]) => id === String(dataTypeID)) ?? [];
      const other = { name: known ?? 'unknown', nested: ['A', 'C', 'P'].includes(category ?? '') };
      const type = postgresType(dataTypeID, dataTypeModifier, other);
      return { name, declared: type.name, fits: type.fits, type };
    });
  }

  async tableQuery({ parts, shown }: WantedTable): Promise<string> {
    const name = parts.map(identifier).join('.');
    const [found] = await this.rows(`SELECT to_regclass(${literal(name)})::oid::text`);
    const id = found?.[0];
    if (id === undefined || id === null) throw await this.#noTable(shown);
    const keys = await this.rows(
      `SELECT a.attname::text FROM pg_index i, unnest(i.indkey) WITH ORDINALITY AS k(number, place), pg_attribute a
       WHERE i.indrelid = ${literal(id)}::oid AND i.indisprimary AND a.attrelid = i.indrelid AND a.attnum = k.number
       ORDER BY k.place`,
    );
    const order = keys.map(([key]) => identifier(key ?? '')).join(', ');
    return `SELECT * FROM ${name}${order === '' ? '' : ` ORDER BY ${order}`}`;
  }

  /** Each row as a line that the server writes. */
  async *lines(query: string, columns: readonly TypedColumn[]): AsyncGenerator<RowLines> {
    const { default: Cursor } = await import('pg-cursor');
    const text = lineQuery(query, columns);
    const cursor = this.#session.client.query(new Cursor<[string]>(text, [], { rowMode: 'array' }));
    for (let reading = false; ; reading = true) {
      const rows = await this.#explained(cursor.read(batch), reading);
      if (rows.length === 0) return;
      const bytes = Buffer.from(`${rows.map(([line]) => line).join('\n')}\n`);
      yield { bytes, rows: rows.length };
    }
  }

  async #ask(text: string) {
    const query = { text, values: [], rowMode: 'array' as const, queryMode: 'extended' };
    return this.#explained(this.#session.client.query<(string | null)[]>(query), false);
  }

  async #explained<Result>(answer: Promise<Result>, reading: boolean): Promise<Result> {
    try {
      return await answer;
    } catch (error) {
      this.#signal.throwIfAborted();
      throw explainPostgres(error, this.#session.service, reading);
    }
  }

  async #noTable(shown: string): Promise<Error> {
    const tables = await this.rows(
      `SELECT CASE WHEN pg_table_is_visible(oid) THEN relname ELSE relnamespace::regnamespace || '.' || relname END::text
       FROM pg_class WHERE relkind IN ('r', 'v', 'm', 'p', 'f') AND relnamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
       ORDER BY 1 LIMIT 1000`,
    );
    const names = tables.map(([name]) => name ?? '');
    const { service } = this.#session;
    return serviceError(service, {
      code: 'source/not-there',
      message: `${service.name} has no table \`${shown}\``,
      hints: tableHints(shown, names, noTables),
    });
  }
}

const batch = 4096;

function lineQuery(query: string, columns: readonly TypedColumn[]): string {
  const names = columns.map((_, at) => `c${at}`);
  const cells = columns.map(({ type: { text, plain } }, at) => {
    const cell = text(`c${at}`);
    const quoted = plain === true ? cell : `'"' || replace(${cell}, '"', '""') || '"'`;
    return `CASE WHEN c${at} IS NULL THEN '\\N' ELSE ${quoted} END`;
  });
  // Older servers take at most a hundred arguments at once; the operator takes any number.
  return `SELECT ${cells.join(` || ',' || `)} FROM (${query}\n) AS q(${names.join(', ')})`;
}
