import { MlxError } from '../../../errors/index.js';
import type { Database } from '../../tables/database.js';
import { asPatterns, literal } from '../../tables/sql.js';
import type { CsvInput, CsvPins, Dialect } from './csv-input.js';

/**
 * DuckDB's guess, with what the project pins taken as given. Where its guess would lose rows silently we refuse:
 * a preamble it would skip, comment lines nobody declared, a regular table read as one column.
 */
export async function recogniseDialect(
  input: CsvInput,
  pins: CsvPins,
  database: Database,
): Promise<Dialect> {
  const sniffing = { input, pins, database };
  const sniffed = await sniffColumns(sniffing);
  if (pins.skip !== undefined || sniffed.SkipRows === 0) return settled(sniffed, pins);
  const skipped = await textOfLines(input, sniffed.SkipRows, database);
  if (skipped.trim() === '') return settled(sniffed, pins);
  const delimiter = pins.delimiter ?? sniffed.Delimiter;
  const whole = await sniffAs(delimiter, { ...sniffing, pins: { ...pins, skip: 0 } });
  if (whole.Columns.length > 1) return settled(whole, pins);
  throw preamble(input, sniffed.SkipRows);
}

/** The guess; and when it is a single column whose name holds a delimiter, the guess with that delimiter. */
async function sniffColumns(request: SniffRequest): Promise<Sniffed> {
  const { input, pins, database } = request;
  const first = await sniff(input, pins, database);
  if (pins.delimiter !== undefined || first.Columns.length !== 1) return first;
  const hidden = mostFrequentDelimiter(first.Columns[0]?.name ?? '');
  return hidden === undefined ? first : sniffAs(hidden, request);
}

function settled(sniffed: Sniffed, pins: CsvPins): Dialect {
  const quote = pins.quote ?? unlessNone(sniffed.Quote, '"');
  return {
    delimiter: pins.delimiter ?? sniffed.Delimiter,
    quote,
    escape: pins.escape ?? unlessNone(sniffed.Escape, quote),
    header: pins.header ?? sniffed.HasHeader,
    skip: pins.skip ?? sniffed.SkipRows,
    comment: pins.comment ?? '',
    newLine: sniffed.NewLineDelimiter.startsWith('\\') ? sniffed.NewLineDelimiter : '\\n',
    types: sniffed.Columns.map(({ type }) => type),
  };
}

/** DuckDB says `(empty)` when the sample has no quotes; the rest of the file may. */
function unlessNone(found: string, otherwise: string): string {
  return found === '(empty)' ? otherwise : found;
}

interface Sniffed {
  readonly Delimiter: string;
  readonly Quote: string;
  readonly Escape: string;
  readonly NewLineDelimiter: string;
  readonly SkipRows: number;
  readonly HasHeader: boolean;
  readonly Columns: readonly { readonly name: string; readonly type: string }[];
}

async function sniff(input: CsvInput, pins: CsvPins, database: Database): Promise<Sniffed> {
  const pinned = [
    ['delim', pins.delimiter],
    ['quote', pins.quote],
    ['escape', pins.escape],
    ['comment', pins.comment ?? ''],
  ].flatMap(([option, value]) => (value === undefined ? [] : [`${option} = ${literal(value)}`]));
  const options = [
    `compression = ${literal(input.compression)}`,
    `auto_type_candidates = ['BIGINT', 'DOUBLE', 'TIMESTAMP', 'VARCHAR']`,
    ...pinned,
    ...(pins.header === undefined ? [] : [`header = ${pins.header}`]),
    ...(pins.skip === undefined ? [] : [`skip = ${pins.skip}`]),
  ];
  const [row] = await database.rows<Record<string, string | number | boolean>>(
    `SELECT * EXCLUDE ("Prompt", "UserArguments") REPLACE (to_json("Columns") AS "Columns")
     FROM sniff_csv(${literal(asPatterns(input.file).join(''))}, ${options.join(', ')})`,
  );
  const columns: unknown = JSON.parse(String(row?.['Columns']));
  return { ...row, Columns: columns } as Sniffed;
}

interface SniffRequest {
  readonly input: CsvInput;
  readonly pins: CsvPins;
  readonly database: Database;
}

/** A ragged file defeats the guess; then the first line alone says how many columns there are. */
async function sniffAs(
  delimiter: string,
  { input, pins, database }: SniffRequest,
): Promise<Sniffed> {
  try {
    const again = await sniff(input, { ...pins, delimiter, skip: pins.skip ?? 0 }, database);
    if (again.Columns.length > 1) return again;
  } catch (error) {
    if (!(error instanceof MlxError)) throw error;
  }
  const whole = await sniff(input, { ...pins, delimiter: neverADelimiter, header: true }, database);
  const cells = (whole.Columns[0]?.name ?? '').split(delimiter);
  const columns = cells.map((name) => ({ name, type: 'VARCHAR' }));
  return { ...whole, Delimiter: delimiter, HasHeader: pins.header ?? true, Columns: columns };
}

const neverADelimiter = '\u0001';

function mostFrequentDelimiter(line: string): string | undefined {
  const [best] = [',', ';', '\t', '|']
    .map((delimiter) => ({ delimiter, count: line.split(delimiter).length - 1 }))
    .sort((a, b) => b.count - a.count);
  return best !== undefined && best.count > 0 ? best.delimiter : undefined;
}

async function textOfLines(input: CsvInput, lines: number, database: Database): Promise<string> {
  const [row] = await database.rows<{ text: string | null }>(
    `SELECT string_agg(line, '') AS text FROM (
       SELECT line FROM read_csv(${literal(asPatterns(input.file).join(''))}, auto_detect = false,
         header = false, columns = {line: 'VARCHAR'}, delim = ${literal(neverADelimiter)}, quote = '',
         escape = '', compression = ${literal(input.compression)}) LIMIT ${lines})`,
  );
  return row?.text ?? '';
}

function preamble({ found }: CsvInput, lines: number): MlxError {
  return new MlxError(
    'data/csv-preamble',
    `\`${found.origin}\`: the table seems to begin on line ${lines + 1}; the lines before have another shape`,
    {
      hints: [
        `Set \`skip: ${lines}\` if they are no part of the table`,
        'Set `delimiter` and `skip: 0` if they are, to see which line is broken',
      ],
      place: { file: found.origin, line: 1 },
    },
  );
}
