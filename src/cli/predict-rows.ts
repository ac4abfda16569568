import { copyFile, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Batch, Vector } from '../contracts/batch.js';
import type { Json, JsonObject } from '../contracts/json.js';
import type { Predictor, RowProblem } from '../contracts/model.js';
import { readTable } from '../data/read-table.js';
import { LateDatabase } from '../data/tables/late-database.js';
import { rowsToBatch } from '../data/tables/rows-to-batch.js';
import { openPackage } from '../delivery/package-folder.js';
import { predictionsOf } from '../delivery/prediction.js';
import { MlxError } from '../errors/index.js';
import { packagePredictor } from '../stages/load-predictor.js';
import type { ProjectOptions } from './common-options.js';
import type { Context } from './context.js';
import { findPackage } from './find-package.js';
import { plugins } from './plugins.js';
import { type PredictionFormat, PredictionWriter } from './prediction-writer.js';

/** Where rows come from, and where the answers go. */
export interface PredictOptions extends ProjectOptions {
  readonly package?: string;
  readonly alias?: string;
  readonly in?: string;
  readonly out?: string;
  readonly format?: PredictionFormat;
  /** Whether rows are as ingest leaves them, instead of as the sources hold them. */
  readonly shaped?: boolean;
}

/** Predicts for rows from the command line, standard input or a file, and writes the answers in the same order. */
export async function predict(
  rows: string | undefined,
  options: PredictOptions,
  context: Context,
): Promise<void> {
  const found = await openPackage(await findPackage(options, context));
  await using database = new LateDatabase({ signal: context.signal });
  const predictor = await packagePredictor(found, {
    database: database.open,
    shaped: options.shaped === true,
  });
  const scratch = await mkdtemp(join(tmpdir(), 'mlx-predict-'));
  if (options.quiet !== true) tellOfShaping(predictor, context);
  try {
    const input = await openInput(rows, options, { context, scratch, predictor });
    const format = formatFor(options, input.natural);
    const answer = { predictor, format, signal: context.signal, folder: context.cwd };
    if (options.out === undefined) {
      await writeAll(input, answer, (text) => context.stdout.write(text));
      return;
    }
    const partial = join(scratch, 'predictions');
    const file = await open(partial, 'w');
    const count = await writeAll(input, answer, (text) => file.write(text)).finally(() =>
      file.close(),
    );
    await copyFile(partial, resolve(context.cwd, options.out));
    if (options.quiet !== true) context.stderr.write(`${count} predictions in ${options.out}\n`);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Says which columns ingest changes, because rows to predict for have to be changed already. */
function tellOfShaping({ signature }: Predictor, { stderr }: Context): void {
  for (const { name, shaped } of signature.inputs) {
    if (shaped === undefined) continue;
    stderr.write(`warning: rows must hold \`${name}\` as ingest leaves it: ${shaped}\n`);
  }
}

/** Answers for all batches in turn; returns how many rows there were. */
async function writeAll(
  { batches }: Input,
  {
    predictor,
    format,
    signal,
    folder,
  }: { predictor: Predictor; format: PredictionFormat; signal: AbortSignal; folder: string },
  put: (text: string) => unknown,
): Promise<number> {
  const writer = new PredictionWriter(format, predictor, put);
  const isForecast = predictor.signature.task.kind === 'forecast';
  const parts = isForecast ? [await together(batches)] : inParts(batches, predictor);
  let before = 0;
  for await (const read of parts) {
    signal.throwIfAborted();
    const ready = (await predictor.prepare?.(read, folder)) ?? { batch: read };
    if ('problems' in ready) {
      throw unfit(ready.problems.map((each) => ({ ...each, row: before + each.row })));
    }
    const { batch } = ready;
    before += batch.rows;
    await writer.write(predictionsOf(predictor.signature, predictor.predict(batch)));
  }
  await writer.end();
  return writer.rows;
}

/** Rows with images come some at a time: decoded, they are large. */
async function* inParts(batches: Input['batches'], predictor: Predictor): AsyncGenerator<Batch> {
  const hasImages = predictor.signature.inputs.some(({ type }) => type === 'image');
  for await (const batch of batches) {
    if (!hasImages) yield batch;
    else for (let from = 0; from < batch.rows; from += imagesAtOnce) yield partOf(batch, from);
  }
}

const imagesAtOnce = 256;

function partOf({ rows, columns }: Batch, from: number): Batch {
  const to = Math.min(rows, from + imagesAtOnce);
  const cut = [...columns].map(([name, vector]): [string, Vector] => [
    name,
    vector.kind === 'number'
      ? { kind: vector.kind, values: vector.values.slice(from, to) }
      : ({ kind: vector.kind, values: vector.values.slice(from, to) } as Vector),
  ]);
  return { rows: to - from, columns: new Map(cut) };
}
/** All rows at once: a series goes on from its last row, wherever that stands. */
async function together(batches: Input['batches']): Promise<Batch> {
  const parts: Batch[] = [];
  for await (const batch of batches) parts.push(batch);
  const [first] = parts;
  if (first === undefined) return noRows;
  const columns = [...first.columns].map(([name, { kind }]): [string, Vector] => {
    const own = parts.flatMap(({ columns: all }) => [...(all.get(name)?.values ?? [])]);
    return [
      name,
      kind === 'number'
        ? { kind, values: Float64Array.from(own as readonly number[]) }
        : ({ kind, values: own } as Vector),
    ];
  });
  return { rows: parts.reduce((sum, { rows }) => sum + rows, 0), columns: new Map(columns) };
}

const noRows: Batch = { rows: 0, columns: new Map() };

interface Input {
  readonly batches: AsyncIterable<Batch> | Iterable<Batch>;
  /** The format of the answer that goes with how the rows came. */
  readonly natural: PredictionFormat;
}

interface World {
  readonly context: Context;
  readonly scratch: string;
  readonly predictor: Predictor;
}

async function openInput(
  rows: string | undefined,
  options: PredictOptions,
  world: World,
): Promise<Input> {
  if (rows !== undefined) return jsonInput(rows, world.predictor);
  const file = options.in ?? '-';
  if (file !== '-') return fileInput(file, world.context.cwd, world);
  const isForecast = world.predictor.signature.task.kind === 'forecast';
  // How a series goes on can be said without a row.
  if (isForecast && options.in === undefined && !world.context.hasInput) {
    return { batches: [noRows], natural: 'csv' };
  }
  if (world.context.stdin.isTTY === true) {
    throw new MlxError('usage/bad-option', 'There are no rows to predict for', {
      hints: ["Give a row: `mlx predict '{…}'`", 'Give a file: `mlx predict --in rows.csv`'],
    });
  }
  const text = await readAll(world.context.stdin);
  if (/^\s*[[{]/.test(text)) return jsonInput(text, world.predictor);
  const copy = 'stdin.csv';
  await writeFile(join(world.scratch, copy), text);
  return fileInput(copy, world.scratch, world);
}

/** Rows of a file, by its path as the user knows it. */
function fileInput(path: string, dir: string, { context, scratch, predictor }: World): Input {
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

function jsonInput(text: string, predictor: Predictor): Input {
  const { rows, natural } = parseRows(text);
  const read = rowsToBatch(rows, predictor.signature.inputs);
  if (!read.ok) throw unfit(read.problems);
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

function unfit(problems: readonly RowProblem[], before = 0): MlxError {
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

function formatFor(
  { format, out, json }: PredictOptions,
  natural: PredictionFormat,
): PredictionFormat {
  if (format !== undefined) return format;
  if (json === true) return 'json';
  const ending = /\.(json|jsonl|csv)$/.exec(out ?? '')?.[1];
  return (ending as PredictionFormat | undefined) ?? natural;
}

async function readAll(stdin: Context['stdin']): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}
