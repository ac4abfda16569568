import type { Json } from '../../../contracts/json.js';
import { literal, parquetRows } from '../../tables/sql.js';
import { listOf } from '../combine-verb.js';
import type { Rows } from '../rows/rows.js';
import { countRows, type Workshop, writeAside } from '../rows/workshop.js';
import type { ChangesSettings } from './changes-settings.js';

/** Records in Debezium's envelope, taken out of it. */
export interface Envelopes {
  /** In SQL fit to stand after FROM: `seq`, `origin`, `said`, and `before` and `after` as JSON text or NULL. */
  readonly relation: string;
  /** The keys of all objects before and after, in the order of their first appearance. */
  readonly fields: readonly string[];
  /** Units of fields that are times, as the schema in the envelope names them. */
  readonly units: Readonly<Record<string, TimeUnit>>;
  /** Records without content: markers after a delete. */
  readonly tombstones: number;
}

export type TimeUnit = 'days' | 's' | 'ms' | 'us' | 'ns';

/** Finds `op`, `before` and `after` of records, at the top or inside `payload`, and puts them in order. */
export async function openEnvelopes(settings: ChangesSettings, shop: Workshop): Promise<Envelopes> {
  const source = shop.source(settings.source);
  const [op, before, after] = ['op', 'before', 'after'].map((name) => within(source, [name]));
  const order = listOf(settings.order ?? []).flatMap((path) => {
    const cell = within(source, path.split('.'));
    // Positions in a log are long numbers; what is none is compared as text.
    return [`TRY_CAST(${cell} AS HUGEINT) NULLS FIRST`, `${cell} NULLS FIRST`];
  });
  const seq = `row_number() OVER (ORDER BY ${[...order, 'row'].join(', ')}) AS seq`;
  const all = `SELECT ${seq}, origin, ${op} AS said, ${object(before)} AS before, ${object(after)} AS after
    FROM ${source.relation}`;
  const relation = parquetRows(
    await writeAside(
      shop,
      `SELECT * FROM (${all}) WHERE coalesce(said, before, after) IS NOT NULL AND coalesce(said, '') <> 'm'`,
    ),
  );
  const read = await countRows(shop.bench, source.relation);
  return {
    relation,
    fields: await fieldsOf(relation, shop),
    units: await unitsOf(source, shop),
    tombstones: read - (await countRows(shop.bench, relation)),
  };
}

/** A value deep in a record as text, NULL when it is not there, in SQL: under a column, or inside `payload`. */
function within({ columns }: Rows, path: readonly string[]): string {
  const [first = '', ...rest] = path;
  const found = [
    { column: first, below: rest },
    { column: 'payload', below: path },
  ].flatMap(({ column, below }) => {
    const index = columns.findIndex(({ name }) => name === column);
    if (index < 0) return [];
    const text = `CAST(c${index} AS VARCHAR)`;
    return [below.length === 0 ? text : `json_extract_string(${object(text)}, ${pointer(below)})`];
  });
  return found.length === 0 ? 'CAST(NULL AS VARCHAR)' : `coalesce(${found.join(', ')})`;
}

/** A text if it is a JSON object, otherwise NULL, in SQL. */
function object(text: string | undefined): string {
  return `CASE WHEN json_valid(${text ?? 'NULL'}) AND json_type(${text ?? 'NULL'}) = 'OBJECT' THEN ${text ?? 'NULL'} END`;
}

/** The way to a value in JSON, as an SQL literal. */
export function pointer(path: readonly string[]): string {
  const steps = path.map((key) => key.replaceAll('~', '~0').replaceAll('/', '~1'));
  return literal(`/${steps.join('/')}`);
}

async function fieldsOf(relation: string, { bench }: Workshop): Promise<readonly string[]> {
  const shapes = await bench.database.rows<{ keys: readonly string[]; first: number }>(
    `SELECT keys, min(seq) AS first FROM (
       SELECT json_keys(after) AS keys, seq FROM ${relation} WHERE after IS NOT NULL
       UNION ALL SELECT json_keys(before), seq FROM ${relation} WHERE before IS NOT NULL)
     GROUP BY keys ORDER BY first, keys`,
  );
  return [...new Set(shapes.flatMap(({ keys }) => keys))];
}

async function unitsOf(
  source: Rows,
  { bench }: Workshop,
): Promise<Readonly<Record<string, TimeUnit>>> {
  const schema = within(source, ['schema']);
  const [row] = await bench.database.rows<{ schema: string }>(
    `SELECT schema FROM (SELECT ${object(schema)} AS schema FROM ${source.relation})
     WHERE schema IS NOT NULL LIMIT 1`,
  );
  const fields = row === undefined ? [] : fieldsIn(JSON.parse(row.schema) as Json);
  return Object.fromEntries(
    fields.flatMap(({ field, name }) => {
      const unit = semanticUnits[name];
      return unit === undefined ? [] : [[field, unit]];
    }),
  );
}

/** The fields of a row in the schema of an envelope, with the names of their meaning. */
function fieldsIn(schema: Json): readonly { readonly field: string; readonly name: string }[] {
  const below = (json: Json | undefined): readonly Json[] => {
    const fields = (json as { readonly fields?: Json } | null | undefined)?.fields;
    return Array.isArray(fields) ? (fields as readonly Json[]) : [];
  };
  const after = below(schema).find((each) => (each as { field?: Json } | null)?.field === 'after');
  return below(after).flatMap((each) => {
    const { field, name } = (each ?? {}) as { readonly field?: Json; readonly name?: Json };
    return typeof field === 'string' && typeof name === 'string' ? [{ field, name }] : [];
  });
}

/** What Debezium and Kafka Connect call times that are sent as whole numbers. */
const semanticUnits: Readonly<Partial<Record<string, TimeUnit>>> = {
  'io.debezium.time.Date': 'days',
  'io.debezium.time.Timestamp': 'ms',
  'io.debezium.time.MicroTimestamp': 'us',
  'io.debezium.time.NanoTimestamp': 'ns',
  'org.apache.kafka.connect.data.Date': 'days',
  'org.apache.kafka.connect.data.Timestamp': 'ms',
};
