import { existsSync } from 'node:fs';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { env } from 'node:process';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/data/tables/database.js';
import { literal } from '../../src/data/tables/sql.js';
import { ProjectDir } from '../helpers/project-dir.js';
import { postgresMissing, startPostgres } from './postgres-server.js';
import { skippedAloud } from './server-process.js';

const data = resolve(env['MLX_TEST_DATA'] ?? join(import.meta.dirname, '../../../shared/data'));
const chinook = join(data, 'multisource/chinook');

interface Shop {
  readonly Customer: readonly { CustomerId: number; Country: string; SupportRepId: number }[];
  readonly Invoice: readonly { InvoiceId: number; CustomerId: number; InvoiceDate: string }[];
  readonly InvoiceLine: readonly {
    InvoiceLineId: number;
    InvoiceId: number;
    TrackId: number;
    UnitPrice: number;
    Quantity: number;
  }[];
  readonly Track: readonly { TrackId: number; GenreId: number; Milliseconds: number }[];
}

const yaml = (server: { host: string; port: number; user: string; database: string }): string => `
name: shop
task: { type: regression, target: spent }
ingest:
  sources:
    lines:
      type: postgres
      host: ${server.host}
      port: ${server.port}
      user: ${server.user}
      password: \${env:PG_PASSWORD}
      database: ${server.database}
      query: |
        SELECT l."InvoiceLineId", l."TrackId", l."UnitPrice" * l."Quantity" AS price,
          i."InvoiceId", i."CustomerId", i."InvoiceDate"
        FROM "InvoiceLine" AS l JOIN "Invoice" AS i USING ("InvoiceId")
        ORDER BY l."InvoiceLineId"
    customers: { type: sqlite, path: chinook.sqlite, table: Customer }
    tracks: { type: json, path: chinook.json, records: Track }
  combine:
    - from: lines
    - { join: tracks, on: TrackId, columns: [GenreId, Milliseconds] }
    - aggregate:
        by: CustomerId
        columns:
          invoices: { distinct: InvoiceId }
          tracks: { count: true }
          genres: { distinct: GenreId }
          listening: { sum: Milliseconds }
          last: { max: InvoiceDate }
          spent: { sum: price }
    - { join: customers, on: CustomerId, columns: [Country, SupportRepId] }
`;

describe.skipIf(
  skippedAloud('PostgreSQL', postgresMissing) || skippedAloud(chinook, !existsSync(chinook)),
)(`a shop that keeps its tables in three places (in ${data})`, () => {
  it('gives one training table by YAML alone, as walking through them does', async () => {
    const json = gunzipSync(await readFile(join(chinook, 'ChinookData.json.gz')))
      .toString()
      .replace(/^\ufeff/, '');
    const shop = JSON.parse(json) as Shop;
    await using server = await startPostgres();
    await server.run(tableSql('Invoice', shop.Invoice, { InvoiceDate: 'timestamp' }));
    await server.run(tableSql('InvoiceLine', shop.InvoiceLine, { UnitPrice: 'numeric(10,2)' }));
    await using project = await ProjectDir.with({ 'mlx.yaml': yaml(server.params) });
    await writeFile(join(project.path, 'chinook.json'), json);
    const sqlite = join(chinook, 'Chinook_Sqlite.sqlite');
    await copyFile(sqlite, join(project.path, 'chinook.sqlite'));
    const environment = { PG_PASSWORD: server.password };
    const ended = await project.mlx('ingest --verbose', { environment });
    expect(ended.exitCode, ended.stderr).toBe(0);
    expect(ended.stderr).toContain('aggregate by CustomerId: 2,240 rows → 59 rows');
    expect(await tableOf(project)).toEqual(byHand(shop));
  });
});

/** A table in PostgreSQL with the fields that records have; integers unless told otherwise. */
function tableSql(
  name: string,
  records: readonly object[],
  types: Readonly<Record<string, string>>,
): string {
  const fields = Object.keys(records[0] ?? {});
  const typeOf = (field: string): string => {
    const isInteger = records.every((record) =>
      Number.isInteger((record as Record<string, unknown>)[field]),
    );
    return types[field] ?? (isInteger ? 'integer' : 'text');
  };
  const columns = fields.map((field) => `"${field}" ${typeOf(field)}`).join(', ');
  const rows = JSON.stringify(records).replaceAll("'", "''");
  return `CREATE TABLE "${name}" (${columns});
    INSERT INTO "${name}" SELECT * FROM json_to_recordset('${rows}') AS r (${columns})`;
}

async function tableOf({ path }: ProjectDir): Promise<readonly object[]> {
  await using database = await openDatabase();
  const pattern = join(path, '.mlx/artifacts/ingest/*/table.parquet');
  return await database.rows(`SELECT * FROM read_parquet(${literal(pattern)})`);
}

function byHand({ InvoiceLine, Invoice, Track, Customer }: Shop): readonly object[] {
  const invoices = new Map(Invoice.map((each) => [each.InvoiceId, each]));
  const tracks = new Map(Track.map((each) => [each.TrackId, each]));
  const customers = new Map(Customer.map((each) => [each.CustomerId, each]));
  const bought = new Map<number, Shop['InvoiceLine'][number][]>();
  for (const line of InvoiceLine.toSorted((a, b) => a.InvoiceLineId - b.InvoiceLineId)) {
    const customer = invoices.get(line.InvoiceId)?.CustomerId ?? NaN;
    bought.set(customer, [...(bought.get(customer) ?? []), line]);
  }
  return [...bought].map(([CustomerId, lines]) => {
    const own = lines.map(({ TrackId }) => tracks.get(TrackId));
    const dates = lines.map(({ InvoiceId }) => invoices.get(InvoiceId)?.InvoiceDate ?? '');
    const cents = lines.reduce(
      (sum, each) => sum + Math.round(each.UnitPrice * 100) * each.Quantity,
      0,
    );
    const { Country, SupportRepId } = customers.get(CustomerId) ?? {};
    return {
      CustomerId,
      genres: new Set(own.map((track) => track?.GenreId)).size,
      invoices: new Set(lines.map(({ InvoiceId }) => InvoiceId)).size,
      last: `${dates.toSorted().at(-1) ?? ''}.000Z`,
      listening: own.reduce((sum, track) => sum + (track?.Milliseconds ?? 0), 0),
      spent: cents / 100,
      tracks: lines.length,
      Country,
      SupportRepId,
    };
  });
}
