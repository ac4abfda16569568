import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Batch } from '../contracts/batch.js';
import type { Json, JsonObject } from '../contracts/json.js';
import type { Predictor, RowProblem } from '../contracts/model.js';
import { readTable } from '../data/read-table.js';
import { rowsToBatch } from '../data/tables/rows-to-batch.js';
import { MlxError } from '../errors/index.js';
import type { Context } from './context.js';
import { plugins } from './plugins.js';
import type { PredictionFormat } from './prediction-writer.js';

/** The rows to predict for. */
export interface PredictionInput {
  readonly batches: AsyncIterable<Batch> | Iterable<Batch>;
  /** The format of the answer that goes with how the rows came. */
  readonly natural: PredictionFormat;
}

interface World {
  readonly context: Context;
  readonly scratch: string;
  readonly predictor: Predictor;
}

/** Opens rows from the command line, a file or standard input; a forecast may do without. Throws for what cannot be read as rows. */
export async function openPredictionInput(
  rows: string | undefined,
  options: { readonly in?: string },
  world: World,
): Promise<PredictionInput> {
  if (rows !== undefined) return jsonInput(rows, world.predictor);
  const file = options.in ?? '-';
  if (file !== '-') return fileInput(file, world.context.cwd, world);
  const isForecast = world.predictor.signature.task.kind === 'forecast';
  // How a series goes on can be said without a row.
  if (isForecast && options.in === undefined && !world.context.hasInput) {
    return { batches: [{ rows: 0, columns: new Map() }], natural: 'csv' };
  }
  if (world.context.stdin.isTTY === true) throw noRows('There are no rows to predict for');
  const text = await readAll(world.context.stdin);
  if (text.trim() === '') throw noRows('Standard input is empty: there are no rows to predict for');
  if (/^\s*[[{]/.test(text)) return jsonInput(text, world.predictor);
  const copy = 'stdin.csv';
  await writeFile(join(world.scratch, copy), text);
  return fileInput(copy, world.scratch, world);
}

function noRows(message: string): MlxError {
  return new MlxError('usage/bad-option', message, {
    hints: ["Give a row: `mlx predict '{…}'`", 'Give a file: `mlx predict --in rows.csv`'],
  });
}

/** Rows of a file, by its path as the user knows it. */
function fileInput(
  path: string,
  dir: string,
  { context, scratch, predictor }: World,
): PredictionInput {
  const name = path.toLowerCase().replace(/\.(gz|zst|bz2)$/, '');
  const kind = [...plugins.sources].find(({ extensions }) =>
    extensions.some((end) => name.endsWith(end)),
  );
  if (kind === undefined) {
    const endings = [...plugins.sources].flatMap(({ extensions }) => extensions);
    throw new MlxError('usage/bad-option', `The ending of \`${path}\` does not say what it holds`, {
      hints: [`Use a file that ends in one of: ${endings.join(', ')}`],
    });
  }
  const batches = readTable({
    source: { name: 'rows', type: kind.name, params: { path } },
    inputs: predictor.signature.inputs,
    projectDir: dir,
    scratch,
    signal: context.signal,
  });
  return { batches, natural: 'csv' };
}

function jsonInput(text: string, predictor: Predictor): PredictionInput {
  const { rows, natural } = parseRows(text);
  const read = rowsToBatch(rows, predictor.signature.inputs, { opensPaths: true });
  if (!read.ok) throw unfitRows(read.problems);
  return { batches: [read.batch], natural };
}

/** A JSON object, an array of them, or one object a line. */
function parseRows(text: string): { rows: readonly JsonObject[]; natural: PredictionFormat } {
  try {
    const value = JSON.parse(text) as Json;
    const rows = Array.isArray(value) ? (value as readonly Json[]) : [value];
    return { rows: rows.map(asRow), natural: 'json' };
  } catch (cause) {
    if (cause instanceof MlxError) throw cause;
    return { rows: jsonLines(text, cause), natural: 'jsonl' };
  }
}

function jsonLines(text: string, cause: unknown): JsonObject[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (lines.length < 2) throw notJson(cause);
  return lines.map((line, at) => {
    try {
      return asRow(JSON.parse(line) as Json, at);
    } catch (problem) {
      throw problem instanceof MlxError ? problem : notJson(problem, at + 1);
    }
  });
}

function asRow(value: Json, at: number): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as JsonObject;
  }
  throw new MlxError('data/row-invalid', `Row ${at + 1} is not a JSON object`, {
    hints: ['Write a row as `{"column": value}`, several as an array or one a line'],
  });
}

function notJson(cause: unknown, line?: number): MlxError {
  const where = line === undefined ? 'The rows are' : `Line ${line} is`;
  return new MlxError('data/row-invalid', `${where} not JSON`, {
    hints: [
      line === undefined
        ? 'Put the JSON in single quotes, so that the shell leaves its double quotes alone'
        : 'Mend the line: each holds one row as `{"column": value}`',
    ],
    cause,
  });
}

/** What is wrong with rows; `before` of them were read before these. */
export function unfitRows(problems: readonly RowProblem[], before = 0): MlxError {
  return new MlxError('data/row-invalid', 'The rows do not fit the model', {
    hints: ['Correct the rows; `signature.json` in the package says what the model reads'],
    problems: problems.map(({ row, field, expected, found }) => ({
      code: 'data/row-invalid' as const,
      message:
        field === ''
          ? `Row ${before + row + 1} needs ${expected}: ${found}`
          : `Row ${before + row + 1}: \`${field}\` should be ${expected}; found ${found}`,
    })),
  });
}

async function readAll(stdin: Context['stdin']): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}
