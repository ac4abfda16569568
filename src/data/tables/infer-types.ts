import type { ColumnType } from '../../contracts/table.js';
import {
  doubtfulTexts,
  hasLeadingZero,
  isNumber,
  isNumeral,
  isOneOf,
  isPlainInteger,
  readsAs,
} from './cell-types.js';
import type { Database } from './database.js';
import { isoTimestamp } from './iso-timestamp.js';
import { identifier } from './sql.js';

/** Text columns to decide on: cells trimmed, NULL when missing. */
export interface TextTable {
  /** Its rows, in SQL. */
  readonly relation: string;
  readonly columns: readonly string[];
  /** False when the sources name their own missing values: then `-` and `None` are what they say. */
  readonly doubtful: boolean;
}

export interface InferredType {
  /** `category` also stands for text: which of the two is decided by how the values look. */
  readonly type: Exclude<ColumnType, 'text'>;
  /** What the user may want to know, such as that all but a few cells are numbers. */
  readonly note?: string;
  /** How many cells are numbers too large for 64 bits, such as `1e400`, when they alone keep the column from being numbers. */
  readonly overflows?: number;
}

/**
 * The types of text columns, exact over all rows: integer when every cell is written as one, number when every
 * cell is one and none has a leading zero, boolean for nothing but true and false (`yes` and `1` are not
 * booleans), timestamp for ISO dates and times; otherwise category. A sample only says what is worth asking.
 */
export async function inferTypes(
  database: Database,
  table: TextTable,
): Promise<ReadonlyMap<string, InferredType>> {
  const samples = await sampleOf(database, table);
  const questions = table.columns.map((name) => questionFor(samples.get(name) ?? []));
  const answers = await ask(database, table, questions);
  return new Map(
    table.columns.map((name, index) => {
      const sample = samples.get(name) ?? [];
      return [name, conclude(answers[index] ?? unanswered, { name, sample })];
    }),
  );
}

/** A kind that a sample does not rule out. */
type Question = 'number' | 'boolean' | 'timestamp' | 'none';

async function sampleOf(
  database: Database,
  { relation, columns }: TextTable,
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (columns.length === 0) return new Map();
  const sampled = await database.columns<string | null>(
    `SELECT ${columns.map(identifier).join(', ')} FROM ${relation} LIMIT 1000`,
  );
  return new Map(
    columns.map((name, at) => [name, (sampled[at] ?? []).filter((cell) => cell !== null)]),
  );
}

/** What is worth asking of all cells: an empty sample may turn out to be numbers. */
function questionFor(sample: readonly string[]): Question {
  return sample.length === 0 ? 'number' : looksLike(sample);
}

/** The kind at least half of the cells of a sample look like. */
export function looksLike(sample: readonly string[]): Question {
  const found = (['boolean', 'timestamp', 'number'] as const).find((kind) => {
    return sample.filter((cell) => looks[kind].test(cell)).length * 2 >= sample.length;
  });
  return found ?? 'none';
}

const looks = {
  number: /^([+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|--?|[Nn]one)$/,
  boolean: /^(true|false)$/i,
  timestamp: new RegExp(`^(${isoTimestamp})$`),
};

interface Answer {
  readonly question: Question;
  readonly present: number;
  /** Cells that are `-`, `None` and the like. */
  readonly doubtful: number;
  /** Other cells that are not of the kind asked about, and one of them. */
  readonly others: number;
  readonly other: string | null;
  /** For numbers: cells that are not plain integers, cells like `007`, and numbers too large to hold. */
  readonly fractions: number;
  readonly codes: number;
  readonly overflows: number;
}

const unanswered: Answer = {
  question: 'none',
  present: 0,
  doubtful: 0,
  others: 0,
  other: null,
  fractions: 0,
  codes: 0,
  overflows: 0,
};

async function ask(
  database: Database,
  { relation, columns, doubtful }: TextTable,
  questions: readonly Question[],
): Promise<readonly Answer[]> {
  const doubts = doubtful ? doubtfulTexts : [];
  const counts = columns.flatMap((name, index) =>
    countsFor(identifier(name), { index, question: questions[index] ?? 'none', doubts }),
  );
  if (counts.length === 0) return [];
  const [row = {}] = await database.rows<Record<string, number | string | null>>(
    `SELECT ${counts.join(', ')} FROM ${relation}`,
  );
  return columns.map((_, index) => {
    const count = (what: string): number => Number(row[`${what}${index}`] ?? 0);
    return {
      question: questions[index] ?? 'none',
      present: count('present'),
      doubtful: count('doubtful'),
      others: count('others'),
      other: (row[`other${index}`] ?? null) as string | null,
      fractions: count('fractions'),
      codes: count('codes'),
      overflows: count('overflows'),
    };
  });
}

interface CountRequest {
  readonly index: number;
  readonly question: Question;
  readonly doubts: readonly string[];
}

function countsFor(cell: string, { index, question, doubts }: CountRequest): readonly string[] {
  const present = `count(${cell}) AS present${index}`;
  if (question === 'none') return [present];
  const isOfKind = {
    number: isNumber(cell),
    boolean: isOneOf(`lower(${cell})`, ['true', 'false']),
    timestamp: readsAs('timestamp', cell),
  }[question];
  const doubt = `coalesce(strlen(${cell}) < 5 AND ${isOneOf(cell, doubts)}, false)`;
  const other = `${cell} IS NOT NULL AND NOT ${isOfKind} AND NOT ${doubt}`;
  const counts = [
    present,
    `count_if(${doubt}) AS doubtful${index}`,
    `count_if(${other}) AS others${index}`,
    `min(${cell}) FILTER (${other}) AS other${index}`,
  ];
  if (question !== 'number') return counts;
  return [
    ...counts,
    `count_if(${cell} IS NOT NULL AND NOT ${isPlainInteger(cell)} AND NOT ${doubt}) AS fractions${index}`,
    `count_if(${hasLeadingZero(cell)}) AS codes${index}`,
    `count_if(CASE WHEN ${other} THEN ${isNumeral(cell)} ELSE false END) AS overflows${index}`,
  ];
}

interface Asked {
  readonly name: string;
  readonly sample: readonly string[];
}

function conclude(answer: Answer, { name, sample }: Asked): InferredType {
  const { question, present, doubtful, others, codes, overflows } = answer;
  if (question === 'none') return withNote('category', lookalike(name, sample));
  if (present === doubtful) return { type: 'category' };
  if (overflows > 0 && overflows === others) return { type: 'category', overflows };
  if (others > 0) return withNote('category', nearly(name, answer) ?? lookalike(name, sample));
  if (codes > 0) return { type: 'category' };
  if (question !== 'number') return { type: question };
  return { type: answer.fractions === 0 ? 'integer' : 'number' };
}

function withNote(type: 'category', note: string | undefined): InferredType {
  return note === undefined ? { type } : { type, note };
}

function nearly(name: string, { question, present, others, other }: Answer): string | undefined {
  if (others * 20 > present) return undefined;
  return `\`${name}\` would be of type ${question} but for ${others} of ${present} cells, such as \`${other ?? ''}\`; it is read as a category. List such cells under \`null_values\` if they mean missing`;
}

/** Numbers and dates in local dress are not read as such; say so, once per column. */
function lookalike(name: string, sample: readonly string[]): string | undefined {
  if (sample.length === 0) return undefined;
  const found = dresses.find(({ pattern }) => sample.every((cell) => pattern.test(cell)));
  if (found === undefined) return undefined;
  return `\`${name}\` looks like ${found.what}, such as \`${sample[0] ?? ''}\`, and is read as a category. ${found.advice(name)}`;
}

/** How to make a column of it, ready to be written below `ingest.columns`. */
function derived(what: string, expression: (cell: string) => string): (name: string) => string {
  return (name) => {
    const cell = expression(`"${name.replaceAll('"', '""')}"`);
    const line = { [`${name}_${what}`]: { expression: cell } };
    return `To use it as a ${what}, add a column, such as \`ingest: { columns: ${JSON.stringify(line)} }\``;
  };
}

const dresses = [
  {
    pattern: /^[+-]?\d*,\d+$|^[+-]?\d+$/,
    what: 'numbers with a decimal comma',
    advice: () => "Set `decimal_separator: ','` on the source to read them as numbers",
  },
  {
    pattern: /^[+-]?[$€£¥]?\s?[+-]?\d{1,3}(([, ]\d{3})+|\d*)(\.\d+)?\s?[%$€£¥]?$/,
    what: 'numbers with separators or units',
    advice: derived(
      'number',
      (cell) => `cast(regexp_replace(${cell}, '[^0-9.-]', '', 'g') as double)`,
    ),
  },
  {
    pattern: /^\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}([ T].*)?$/,
    what: 'dates that are not ISO',
    advice: derived('time', (cell) => `strptime(${cell}, '%d.%m.%Y')`),
  },
];
