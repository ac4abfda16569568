import type { Client } from 'pg';
import { nearestWord } from '../../../errors/index.js';
import { identifier, literal } from '../../tables/sql.js';
import { type Service, serviceError } from '../services/service-error.js';
import type { SourcePart, SourceWorld, StateWorld } from '../source.js';
import type { ServerValues } from '../sql/server-address.js';
import { type RowLines, spoolRows } from '../sql/spool-rows.js';
import { type WantedRows, watermarkQuery } from '../sql/wanted-rows.js';
import { connectPostgres, explainPostgres, type PostgresSession } from './connect-postgres.js';
import { type PostgresType, postgresType } from './postgres-types.js';

/** The rows of a table or query, as a part. */
export async function openPostgres(
  wanted: WantedRows,
  values: ServerValues,
  world: SourceWorld,
): Promise<SourcePart> {
  await using session = await connectPostgres(values, world);
  const ask = new Asking(session, world.signal);
  const query = wanted.kind === 'query' ? wanted.text : await ask.tableQuery(wanted);
  const columns = await ask.columns(query);
  return await spoolRows(
    {
      origin: `${wanted.shown} (postgres)`,
      columns: columns.map(({ name, type }) => ({ name, declared: type.name, fits: type.fits })),
      lines: ask.lines(lineQuery(query, columns)),
      dialect: { format: 'postgres', [wanted.kind]: wanted.shown },
      nullValues: values.null_values,
    },
    world,
  );
}

/** A text that differs when the data does, as far as the watermark says. */
export async function postgresWatermark(
  wanted: WantedRows,
  values: ServerValues & { readonly watermark: string },
  world: StateWorld,
): Promise<string> {
  await using session = await connectPostgres(values, world);
  const ask = new Asking(session, world.signal);
  const relation =
    wanted.kind === 'table' ? wanted.parts.map(identifier).join('.') : `(${wanted.text}\n) AS q`;
  return JSON.stringify(await ask.rows(watermarkQuery(values.watermark, relation, identifier)));
}

interface TypedColumn {
  readonly name: string;
  readonly type: PostgresType;
}

type Cells = readonly (string | null)[];

/** Asks in the terms of one session; what goes wrong is explained. */
class Asking {
  readonly #client: Client;
  readonly #service: Service;
  readonly #signal: AbortSignal;

  constructor({ client, service }: PostgresSession, signal: AbortSignal) {
    this.#client = client;
    this.#service = service;
    this.#signal = signal;
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
      return { name, type: postgresType(dataTypeID, dataTypeModifier, other) };
    });
  }

  async tableQuery({ parts, shown }: WantedRows & { readonly kind: 'table' }): Promise<string> {
    const name = parts.map(identifier).join('.');
    const [found] = await this.rows(`SELECT to_regclass(${literal(name)})::oid::text`);
    const id = found?.[0];
    if (id === undefined || id === null) throw await this.#noTable(parts, shown);
    const keys = await this.rows(
      `SELECT a.attname::text FROM pg_index i, unnest(i.indkey) WITH ORDINALITY AS k(number, place), pg_attribute a
       WHERE i.indrelid = ${literal(id)}::oid AND i.indisprimary AND a.attrelid = i.indrelid AND a.attnum = k.number
       ORDER BY k.place`,
    );
    const order = keys.map(([key]) => identifier(key ?? '')).join(', ');
    return `SELECT * FROM ${name}${order === '' ? '' : ` ORDER BY ${order}`}`;
  }

  /** The answer to a query of one column that holds a line of text for each row. */
  async *lines(text: string): AsyncGenerator<RowLines> {
    const { default: Cursor } = await import('pg-cursor');
    const cursor = this.#client.query(new Cursor<[string]>(text, [], { rowMode: 'array' }));
    for (let reading = false; ; reading = true) {
      const rows = await this.#explained(cursor.read(batch), reading);
      if (rows.length === 0) return;
      const bytes = Buffer.from(`${rows.map(([line]) => line).join('\n')}\n`);
      yield { bytes, rows: rows.length };
    }
  }

  async #ask(text: string) {
    const query = { text, values: [], rowMode: 'array' as const, queryMode: 'extended' };
    return this.#explained(this.#client.query<(string | null)[]>(query), false);
  }

  async #explained<Result>(answer: Promise<Result>, reading: boolean): Promise<Result> {
    try {
      return await answer;
    } catch (error) {
      this.#signal.throwIfAborted();
      throw explainPostgres(error, this.#service, reading);
    }
  }

  async #noTable(parts: readonly string[], shown: string): Promise<Error> {
    const tables = await this.rows(
      `SELECT CASE WHEN pg_table_is_visible(oid) THEN relname ELSE relnamespace::regnamespace || '.' || relname END::text
       FROM pg_class WHERE relkind IN ('r', 'v', 'm', 'p', 'f') AND relnamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
       ORDER BY 1 LIMIT 1000`,
    );
    const names = tables.map(([name]) => name ?? '');
    const nearest = nearestWord(shown, names) ?? nearestWord(parts.at(-1) ?? '', names);
    return serviceError(this.#service, {
      code: 'source/not-there',
      message: `${this.#service.name} has no table \`${shown}\``,
      hints: [
        ...(nearest === undefined ? [] : [`Did you mean \`${nearest}\`?`]),
        names.length === 0
          ? 'Check `database`: there are no tables in it'
          : `There are: ${names.slice(0, 30).join(', ')}`,
      ],
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
