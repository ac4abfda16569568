import type { Connection } from 'mysql2';
import { nearestWord } from '../../../errors/index.js';
import { type Service, serviceError } from '../services/service-error.js';
import type { SourcePart, SourceWorld, StateWorld } from '../source.js';
import type { ServerValues } from '../sql/server-address.js';
import { type RowLines, type SpooledColumn, spoolRows } from '../sql/spool-rows.js';
import { type WantedRows, watermarkQuery } from '../sql/wanted-rows.js';
import { connectMysql, explainMysql, type MysqlSession } from './connect-mysql.js';
import { columnOf } from './mysql-types.js';

/** The rows of a table or query, as a part. */
export async function openMysql(
  wanted: WantedRows,
  values: ServerValues,
  world: SourceWorld,
): Promise<SourcePart> {
  await using session = await connectMysql(values, world);
  const ask = new Asking(session, world.signal);
  const query = wanted.kind === 'query' ? wanted.text : await ask.tableQuery(wanted);
  return await spoolRows(
    {
      origin: `${wanted.shown} (mysql)`,
      columns: await ask.columns(query),
      lines: ask.lines(query),
      dialect: { format: 'mysql', [wanted.kind]: wanted.shown },
      nullValues: values.null_values,
    },
    world,
  );
}

/** A text that differs when the data does, as far as the watermark says. */
export async function mysqlWatermark(
  wanted: WantedRows,
  values: ServerValues & { readonly watermark: string },
  world: StateWorld,
): Promise<string> {
  await using session = await connectMysql(values, world);
  const ask = new Asking(session, world.signal);
  const relation =
    wanted.kind === 'table' ? wanted.parts.map(quoted).join('.') : `(${wanted.text}\n) AS q`;
  return JSON.stringify(await ask.rows(watermarkQuery(values.watermark, relation, quoted)));
}

type Row = readonly unknown[];

function quoted(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

/** Asks in the terms of one session; what goes wrong is explained. */
class Asking {
  readonly #connection: Connection;
  readonly #service: Service;
  readonly #signal: AbortSignal;

  constructor({ connection, service }: MysqlSession, signal: AbortSignal) {
    this.#connection = connection;
    this.#service = service;
    this.#signal = signal;
  }

  /** The rows of a small answer. */
  async rows(sql: string, values: readonly string[] = []): Promise<readonly Row[]> {
    try {
      const [rows] = await this.#connection
        .promise()
        .execute({ sql, rowsAsArray: true }, [...values]);
      return rows as unknown as readonly Row[];
    } catch (error) {
      this.#signal.throwIfAborted();
      throw explainMysql(error, this.#service);
    }
  }

  /** A prepared statement knows its columns before it runs. */
  async columns(sql: string): Promise<readonly SpooledColumn[]> {
    try {
      const [, fields] = await this.#connection
        .promise()
        .execute({ sql: `SELECT * FROM (${sql}\n) AS q LIMIT 0`, rowsAsArray: true });
      return fields.map(columnOf);
    } catch (error) {
      this.#signal.throwIfAborted();
      throw explainMysql(error, this.#service);
    }
  }

  async tableQuery({ parts, shown }: WantedRows & { readonly kind: 'table' }): Promise<string> {
    const [schema, table] = parts.length > 1 ? parts : [undefined, parts[0]];
    const where = schema === undefined ? 'database()' : '?';
    const names = [...(schema === undefined ? [] : [schema]), table ?? ''];
    const found = await this.rows(
      `SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = ${where} AND TABLE_NAME = ?`,
      names,
    );
    if (found.length === 0) throw await this.#noTable(shown);
    const keys = await this.rows(
      `SELECT COLUMN_NAME FROM information_schema.STATISTICS
       WHERE TABLE_SCHEMA = ${where} AND TABLE_NAME = ? AND INDEX_NAME = 'PRIMARY' ORDER BY SEQ_IN_INDEX`,
      names,
    );
    const order = keys.map(([key]) => quoted(String(key))).join(', ');
    return `SELECT * FROM ${parts.map(quoted).join('.')}${order === '' ? '' : ` ORDER BY ${order}`}`;
  }

  /** The rows of a query, in its own order. */
  async *lines(sql: string): AsyncGenerator<RowLines> {
    const stream = this.#connection
      .execute({ sql, rowsAsArray: true })
      .stream({ highWaterMark: batch });
    // The client tells the connection of its end, and forgets those who read from it.
    const broken = (error: Error): void => void stream.destroy(error);
    this.#connection.once('error', broken);
    let reading = false;
    try {
      let lines: string[] = [];
      for await (const row of stream as AsyncIterable<Row>) {
        reading = true;
        lines.push(row.map(cellText).join(','));
        if (lines.length < batch) continue;
        yield { bytes: Buffer.from(`${lines.join('\n')}\n`), rows: lines.length };
        lines = [];
      }
      if (lines.length > 0)
        yield { bytes: Buffer.from(`${lines.join('\n')}\n`), rows: lines.length };
    } catch (error) {
      this.#signal.throwIfAborted();
      throw explainMysql(error, this.#service, reading);
    } finally {
      this.#connection.removeListener('error', broken);
    }
  }

  async #noTable(shown: string): Promise<Error> {
    const tables = await this.rows(
      'SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = database() ORDER BY 1 LIMIT 1000',
    );
    const names = tables.map(([name]) => String(name));
    const nearest = nearestWord(shown, names);
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

const batch = 2048;

/** A cell as it stands in a line: in quotes, doubled inside; binary data in hexadecimal digits. */
function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return '\\N';
  if (typeof cell === 'number' || typeof cell === 'bigint') return String(cell);
  if (typeof cell === 'string')
    return `"${cell.includes('"') ? cell.replaceAll('"', '""') : cell}"`;
  if (Buffer.isBuffer(cell)) return cell.toString('hex').toUpperCase();
  return `"${JSON.stringify(cell).replaceAll('"', '""')}"`;
}
