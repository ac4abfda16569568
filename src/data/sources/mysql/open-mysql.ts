import { serviceError } from '../../../services/service-error.js';
import { literal } from '../../tables/sql.js';
import type { StateWorld } from '../source.js';
import { noTables, tableHints } from '../sql/row-reader.js';
import type { ServerValues } from '../sql/server-address.js';
import type { ServerReader } from '../sql/server-source.js';
import type { RowLines, SpooledColumn } from '../sql/spool-rows.js';
import type { WantedTable } from '../sql/wanted-rows.js';
import { connectMysql, explainMysql, type MysqlSession } from './connect-mysql.js';
import { columnOf } from './mysql-types.js';

/** Connects, and reads in the terms of one session; what goes wrong is explained. */
export async function openMysql(values: ServerValues, world: StateWorld): Promise<ServerReader> {
  return new MysqlReader(await connectMysql(values, world), world.signal);
}

type Row = readonly unknown[];

function quoted(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

class MysqlReader implements ServerReader {
  readonly system = 'mysql';
  readonly quoted = quoted;
  readonly place: string;
  readonly #session: MysqlSession;
  readonly #signal: AbortSignal;

  constructor(session: MysqlSession, signal: AbortSignal) {
    this.#session = session;
    this.#signal = signal;
    const { user = '', host = '', port, database = '' } = session.connection.config;
    this.place = `${user}@${host}:${port ?? ''}/${database}`;
  }

  /** In the usual mode of a server, where a backslash begins an escape. */
  literal(text: string): string {
    return literal(text.replaceAll('\\', '\\\\'));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#session[Symbol.asyncDispose]();
  }

  /** The rows of a small answer. */
  async rows(sql: string, values: readonly string[] = []): Promise<readonly Row[]> {
    try {
      const [rows] = await this.#session.connection
        .promise()
        .execute({ sql, rowsAsArray: true }, [...values]);
      return rows as unknown as readonly Row[];
    } catch (error) {
      this.#signal.throwIfAborted();
      throw explainMysql(error, this.#session.service);
    }
  }

  /** A prepared statement knows its columns before it runs. */
  async columns(sql: string): Promise<readonly SpooledColumn[]> {
    try {
      const [, fields] = await this.#session.connection
        .promise()
        .execute({ sql: `SELECT * FROM (${sql}\n) AS q LIMIT 0`, rowsAsArray: true });
      return fields.map(columnOf);
    } catch (error) {
      this.#signal.throwIfAborted();
      throw explainMysql(error, this.#session.service);
    }
  }

  async tableQuery({ parts, shown }: WantedTable): Promise<string> {
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
    const stream = this.#session.connection
      .execute({ sql, rowsAsArray: true })
      .stream({ highWaterMark: batch });
    // The client tells the connection of its end, and forgets those who read from it.
    const broken = (error: Error): void => void stream.destroy(error);
    this.#session.connection.once('error', broken);
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
      throw explainMysql(error, this.#session.service, reading);
    } finally {
      this.#session.connection.removeListener('error', broken);
    }
  }

  async #noTable(shown: string): Promise<Error> {
    const tables = await this.rows(
      'SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = database() ORDER BY 1 LIMIT 1000',
    );
    const names = tables.map(([name]) => String(name));
    const { service } = this.#session;
    return serviceError(service, {
      code: 'source/not-there',
      message: `${service.name} has no table \`${shown}\``,
      hints: tableHints(shown, names, noTables),
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
