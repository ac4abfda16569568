import type { Batch, Vector } from '../../contracts/batch.js';
import type { Json, JsonObject } from '../../contracts/json.js';
import type { RowProblem, SignatureInput } from '../../contracts/model.js';
import { isWritten } from '../../contracts/table.js';
import { nearestWord } from '../../errors/index.js';
import { epochMsOfIso } from './iso-timestamp.js';

export type RowsResult =
  | { readonly ok: true; readonly batch: Batch }
  | { readonly ok: false; readonly problems: readonly RowProblem[] };

/**
 * Plain JSON objects as the batch a predictor reads. Types are strict: a number is a JSON number, a timestamp an
 * ISO text, a category a text. Any field may be null, and absent unless the input is required; fields the model does
 * not know are passed over, except when one looks like a misspelt input. All problems are returned, up to 100. With
 * `opensPaths`, whoever hands the rows over may name an image by its path.
 */
export function rowsToBatch(
  rows: readonly JsonObject[],
  inputs: readonly SignatureInput[],
  { opensPaths = false }: { readonly opensPaths?: boolean } = {},
): RowsResult {
  const problems: RowProblem[] = [];
  const columns = new Map<string, Vector>();
  for (const input of inputs) columns.set(input.name, readColumn(rows, input, problems));
  problems.push(...misspeltFields(rows, inputs));
  if (problems.length === 0) return { ok: true, batch: { rows: rows.length, columns } };
  problems.sort((a, b) => a.row - b.row);
  const told = problems.slice(0, mostProblems);
  return { ok: false, problems: opensPaths ? told.map(withPath) : told };
}

function withPath(problem: RowProblem): RowProblem {
  if (problem.expected !== readers.image.expected) return problem;
  return { ...problem, expected: `${problem.expected}, or the path of one` };
}

function readColumn(
  rows: readonly JsonObject[],
  input: SignatureInput,
  problems: RowProblem[],
): Vector {
  return isWritten(input.type)
    ? { kind: 'string', values: readTexts(rows, input, problems) }
    : { kind: 'number', values: readNumbers(rows, input, problems) };
}

function readNumbers(
  rows: readonly JsonObject[],
  input: SignatureInput,
  problems: RowProblem[],
): Float64Array {
  const read = readers[input.type];
  // Not by `Float64Array.from`: a served row is read in as many columns, and that costs more than all the rest of it.
  const numbers = new Float64Array(rows.length);
  for (const [index, row] of rows.entries()) {
    const cell = cellOf(row, input, read) as number | null | undefined;
    if (cell === undefined) problems.push(problemAt(index, row, input));
    numbers[index] = cell ?? NaN;
  }
  return numbers;
}

function readTexts(
  rows: readonly JsonObject[],
  input: SignatureInput,
  problems: RowProblem[],
): (string | null)[] {
  const read = readers[input.type];
  const texts: (string | null)[] = [];
  for (const [index, row] of rows.entries()) {
    const cell = cellOf(row, input, read) as string | null | undefined;
    if (cell === undefined) problems.push(problemAt(index, row, input));
    texts.push(cell ?? null);
  }
  return texts;
}

/** A cell as a batch holds it, null when it is missing; undefined when it is refused. */
function cellOf(
  row: JsonObject,
  input: SignatureInput,
  read: Reader,
): number | string | null | undefined {
  const found = fieldOf(row, input.name);
  if (found === undefined) return input.required ? undefined : null;
  return isMissing(found) ? null : (read.value(found) ?? unfit(input));
}

function fieldOf(row: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(row, name) ? row[name] : undefined;
}

function problemAt(row: number, content: JsonObject, { name, type }: SignatureInput): RowProblem {
  const { expected } = readers[type];
  return { row, field: name, expected, found: shown(fieldOf(content, name)) };
}

/** What stands for a value of another type; undefined when it is refused. */
function unfit(input: SignatureInput): null | undefined {
  return input.unfit === 'missing' ? null : undefined;
}

/** As at ingest, a text of nothing but blanks is a missing value. */
function isMissing(found: Json): boolean {
  return found === null || (typeof found === 'string' && found.trim() === '');
}

interface Reader {
  readonly expected: string;
  /** The cell as a batch holds it, undefined when it is of another type. */
  readonly value: (found: Json) => number | string | undefined;
}

const textReader: Reader = {
  expected: 'a text',
  value: (found) => (typeof found === 'string' ? found.trim() : undefined),
};

const readers: Readonly<Record<SignatureInput['type'], Reader>> = {
  number: {
    expected: 'a number',
    value: (found) => (typeof found === 'number' && Number.isFinite(found) ? found : undefined),
  },
  integer: {
    expected: 'a whole number',
    value: (found) => (typeof found === 'number' && Number.isInteger(found) ? found : undefined),
  },
  boolean: {
    expected: 'true or false',
    value: (found) => (typeof found === 'boolean' ? Number(found) : undefined),
  },
  timestamp: {
    expected: 'an ISO date or time, such as "2026-01-31T08:00:00Z"',
    value: (found) => (typeof found === 'string' ? epochMsOfIso(found.trim()) : undefined),
  },
  category: textReader,
  text: textReader,
  image: { ...textReader, expected: 'an image in base64' },
};

function misspeltFields(
  rows: readonly JsonObject[],
  inputs: readonly SignatureInput[],
): readonly RowProblem[] {
  if (rows.every((row) => inputs.every(({ name }) => Object.hasOwn(row, name)))) return [];
  const known = new Set(inputs.map(({ name }) => name));
  return rows.flatMap((row, index) => {
    const absent = inputs.filter(({ name }) => !Object.hasOwn(row, name)).map(({ name }) => name);
    if (absent.length === 0) return [];
    return Object.keys(row).flatMap((field) => {
      const meant = known.has(field) ? undefined : nearestWord(field, absent);
      if (meant === undefined) return [];
      return [
        {
          ...{ row: index, field, expected: `a known field: \`${meant}\`?` },
          ...{ found: `\`${field}\``, nearest: meant },
        },
      ];
    });
  });
}

function shown(found: Json | undefined): string {
  if (found === undefined) return 'nothing';
  const text = JSON.stringify(found);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

const mostProblems = 100;
