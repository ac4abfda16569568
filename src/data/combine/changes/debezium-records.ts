import type { ColumnType } from '../../../contracts/table.js';
import { MlxError, nearestWord } from '../../../errors/index.js';
import { cleanCell, readsAs, typedCell } from '../../tables/cell-types.js';
import { inferTypes } from '../../tables/infer-types.js';
import { literal } from '../../tables/sql.js';
import { listOf } from '../combine-verb.js';
import type { Rows, RowsColumn } from '../rows/rows.js';
import { shownCell } from '../rows/shown-cell.js';
import type { Workshop } from '../rows/workshop.js';
import { type ChangesSettings, unavailable } from './changes-settings.js';
import { type Envelopes, openEnvelopes, pointer, type TimeUnit } from './envelopes.js';
import { keepRecords, type Records, understoodOp } from './records.js';

/** Records in Debezium's envelope. Values are read as the types of the table; what the table lacks is inferred. */
export async function readDebezium(
  settings: ChangesSettings,
  table: Rows | undefined,
  shop: Workshop,
): Promise<Records> {
  const envelopes = await openEnvelopes(settings, shop);
  const { relation, tombstones } = envelopes;
  if (tombstones > 0) shop.note(`${shop.label}: passed over ${tombstones} records without content`);
  const keys = listOf(settings.key);
  // Nothing but records without rows, such as a truncate, names no field.
  const silent = envelopes.fields.length === 0 && table !== undefined;
  for (const key of keys) {
    if (!silent && !envelopes.fields.includes(key)) throw noSuchField(key, envelopes, shop);
  }
  const columns = await columnsOf(envelopes, { settings, table, shop });
  const cells = columns.flatMap(({ name, type, text, unit }, index) => [
    `${valueAs(type, keys.includes(name) ? `coalesce(${text('after')}, ${text('before')})` : text('after'), unit)} AS v${index}`,
    `${speaksOf(name)} AS p${index}`,
  ]);
  const op = understoodOp('said');
  const whole = `CASE WHEN ${op} IN ('d', 't') OR after IS NOT NULL THEN ${op} END`;
  return keepRecords(
    {
      columns: columns.map(({ name, type }) => ({ name, type })),
      keys: keys.map((key) => columns.findIndex(({ name }) => name === key)),
      query: `SELECT ${['seq', 'origin', `${whole} AS op`, 'said', ...cells].join(', ')} FROM ${relation}`,
    },
    shop,
  );
}

interface Field extends RowsColumn {
  /** Its text before or after the change, in SQL. */
  readonly text: (when: 'before' | 'after') => string;
  readonly unit: TimeUnit | undefined;
}

interface Typing {
  readonly settings: ChangesSettings;
  readonly table: Rows | undefined;
  readonly shop: Workshop;
}

async function columnsOf(envelopes: Envelopes, typing: Typing): Promise<readonly Field[]> {
  const { settings, table, shop } = typing;
  const known = new Map(table?.columns.map(({ name, type }) => [name, type]));
  const added = envelopes.fields.filter((name) => !known.has(name));
  if (table !== undefined && added.length > 0) {
    const names = added.map((name) => `\`${name}\``).join(', ');
    shop.warn(`${shop.label}: the records bring ${names}, which the table did not have`);
  }
  const fields = [...known.keys(), ...added].map(
    (name): Omit<Field, 'type'> => ({
      name,
      text: (when) => fieldText(when, name),
      unit: settings.times?.[name] ?? envelopes.units[name],
    }),
  );
  const texts = fields.map(({ text }, index) => `${text('after')} AS f${index}`);
  const relation = `(SELECT ${['seq', 'origin', ...texts].join(', ')} FROM ${envelopes.relation})`;
  const open = fields.flatMap(({ name, unit }, index) =>
    known.has(name) || unit !== undefined ? [] : [`f${index}`],
  );
  const inferred = await inferTypes(shop.bench.database, {
    relation,
    columns: open,
    doubtful: true,
  });
  const typed = fields.map((field, index): Field => {
    const own = field.unit === undefined ? inferred.get(`f${index}`)?.type : 'timestamp';
    return { ...field, type: known.get(field.name) ?? own ?? 'category' };
  });
  return Promise.all(
    typed.map((field, index) => suited(field, { cell: `f${index}`, relation, shop })),
  );
}

/** The text of a field, cleaned as a cell of a source is, in SQL. */
function fieldText(when: 'before' | 'after', name: string): string {
  const raw = `json_extract_string(${when}, ${pointer([name])})`;
  return cleanCell(`nullif(${raw}, ${literal(unavailable)})`, {});
}

/** Whether a record says anything of a field, in SQL: not when the value was left out because it had not changed. */
function speaksOf(name: string): string {
  const at = pointer([name]);
  return `coalesce(json_exists(after, ${at}) AND json_extract_string(after, ${at}) IS DISTINCT FROM ${literal(unavailable)}, false)`;
}

const factors = { days: '86400000000', s: '1000000', ms: '1000', us: '1' } as const;

function valueAs(type: ColumnType, text: string, unit: TimeUnit | undefined): string {
  if (type !== 'timestamp' || unit === undefined) return typedCell(type, text);
  const whole = `TRY_CAST(${text} AS BIGINT)`;
  const micros = unit === 'ns' ? `(${whole} // 1000)` : `(${whole} * ${factors[unit]})`;
  return `CASE WHEN ${whole} IS NULL THEN ${typedCell(type, text)} ELSE make_timestamp(${micros}) END`;
}

interface Suiting {
  readonly cell: string;
  readonly relation: string;
  readonly shop: Workshop;
}

/** A field whose texts can all be read; whole numbers make room for others. Throws `combine/change-record`. */
async function suited(field: Field, { cell, relation, shop }: Suiting): Promise<Field> {
  const misfit = async (type: ColumnType): Promise<Misfit | undefined> => {
    const readable =
      type === 'timestamp' && field.unit !== undefined
        ? `(${readsAs(type, cell)} OR TRY_CAST(${cell} AS BIGINT) IS NOT NULL)`
        : readsAs(type, cell);
    const [found] = await shop.bench.database.rows<{ origin: number; value: string }>(
      `SELECT origin, ${cell} AS value FROM ${relation}
       WHERE ${cell} IS NOT NULL AND NOT coalesce(${readable}, false) ORDER BY seq LIMIT 1`,
    );
    return found;
  };
  const first = await misfit(field.type);
  if (first === undefined) return field;
  if (field.type === 'integer' && (await misfit('number')) === undefined) {
    return { ...field, type: 'number' };
  }
  throw await unsuited(field, first, shop);
}

interface Misfit {
  readonly origin: number;
  readonly value: string;
}

async function unsuited(
  { name, type }: Field,
  { origin, value }: Misfit,
  shop: Workshop,
): Promise<MlxError> {
  const counted = type === 'timestamp' && /^-?\d+$/.test(value);
  return new MlxError(
    'combine/change-record',
    `${shop.label}: \`${name}\` is of type ${type}, but a record holds ${shownCell(value, [name], shop.bench)}`,
    {
      place: await shop.placeOf(origin),
      hints: [
        counted
          ? `Say what it counts, with \`times: { ${name}: ms }\` (or days, s, us, ns)`
          : `Mend the record, or give \`${name}\` another type under \`ingest.columns\``,
      ],
    },
  );
}

function noSuchField(key: string, { fields }: Envelopes, shop: Workshop): MlxError {
  const nearest = nearestWord(key, fields);
  const there =
    fields.length === 0
      ? 'Expected are `op`, `before` and `after`, alone or in `payload`'
      : `There are: ${fields.join(', ')}`;
  return new MlxError('combine/change-record', `${shop.label}: no record has the key \`${key}\``, {
    hints: [...(nearest === undefined ? [] : [`Did you mean \`${nearest}\`?`]), there],
  });
}
