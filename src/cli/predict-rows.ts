import { copyFile, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Batch } from '../contracts/batch.js';
import type { Predictor } from '../contracts/model.js';
import { joinedBatches, rowsOfBatch } from '../data/tables/batch-parts.js';
import { LateDatabase } from '../data/tables/late-database.js';
import { openPackage } from '../delivery/package-folder.js';
import { predictionsOf } from '../delivery/prediction.js';
import { MlxError } from '../errors/index.js';
import { type ExplainPredictions, packageExplainer } from '../stages/insight/package-explainer.js';
import { packagePredictor } from '../stages/load-predictor.js';
import type { Style } from '../ui/style.js';
import type { ProjectOptions } from './common-options.js';
import type { Context } from './context.js';
import { findPackage } from './find-package.js';
import { outStyle } from './output.js';
import { openPredictionInput, type PredictionInput, unfitRows } from './prediction-input.js';
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
  /** How many contributions to each answer are told: `true` for the usual number. */
  readonly explain?: true | string;
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
    const input = await openPredictionInput(rows, options, { context, scratch, predictor });
    const format = formatFor(options, input.natural, context);
    const most = explainedColumns(options, format);
    const answer = {
      ...{ predictor, format, signal: context.signal, folder: context.cwd },
      style: outStyle(context, options),
      ...(most !== undefined && { explain: await packageExplainer(found, predictor, most) }),
    };
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
  { batches }: PredictionInput,
  {
    predictor,
    format,
    style,
    explain,
    signal,
    folder,
  }: {
    readonly predictor: Predictor;
    readonly format: PredictionFormat;
    readonly style: Style;
    readonly explain?: ExplainPredictions;
    readonly signal: AbortSignal;
    readonly folder: string;
  },
  put: (text: string) => unknown,
): Promise<number> {
  const writer = new PredictionWriter({ format, predictor, style }, put);
  const isForecast = predictor.signature.task.kind === 'forecast';
  const parts = isForecast ? [await joinedBatches(batches)] : inParts(batches, predictor);
  let before = 0;
  for await (const read of parts) {
    signal.throwIfAborted();
    const ready = (await predictor.prepare?.(read, folder)) ?? { batch: read };
    if ('problems' in ready) {
      throw unfitRows(ready.problems.map((each) => ({ ...each, row: before + each.row })));
    }
    const { batch } = ready;
    before += batch.rows;
    const said = predictor.predict(batch);
    const why = explain?.(batch, said) ?? [];
    const answers = predictionsOf(predictor.signature, said).map((each, at) => {
      const explanation = why[at];
      return explanation === undefined ? each : { ...each, explanation };
    });
    await writer.write(answers);
  }
  await writer.end();
  return writer.rows;
}

/** Rows with images come some at a time: decoded, they are large. */
async function* inParts(
  batches: PredictionInput['batches'],
  predictor: Predictor,
): AsyncGenerator<Batch> {
  const hasImages = predictor.signature.inputs.some(({ type }) => type === 'image');
  for await (const batch of batches) {
    if (!hasImages) yield batch;
    else
      for (let from = 0; from < batch.rows; from += imagesAtOnce)
        yield rowsOfBatch(batch, from, from + imagesAtOnce);
  }
}

const imagesAtOnce = 256;

function formatFor(
  { format, out, json, explain }: PredictOptions,
  natural: PredictionFormat,
  { stdout }: Context,
): PredictionFormat {
  if (format !== undefined) return format;
  if (json === true) return 'json';
  const ending = /\.(json|jsonl|csv)$/.exec(out ?? '')?.[1];
  if (ending !== undefined) return ending as PredictionFormat;
  if (explain === undefined) return natural;
  if (out === undefined && stdout.isTTY === true) return 'text';
  return natural === 'csv' ? 'jsonl' : natural;
}

/** How many contributions are told; undefined when none were asked for. */
function explainedColumns(
  { explain }: PredictOptions,
  format: PredictionFormat,
): number | undefined {
  if (explain === undefined) return undefined;
  if (format === 'csv') {
    throw new MlxError('usage/bad-option', 'Contributions do not fit into the cells of CSV', {
      hints: ['Use `--format jsonl`, or a file that ends in `.json` or `.jsonl`'],
    });
  }
  const most = explain === true ? usualContributions : Number(explain);
  if (Number.isInteger(most) && most >= 1) return most;
  throw new MlxError('usage/bad-option', `\`--explain ${explain}\` is no number of columns`, {
    hints: ['Give a whole number of at least 1, such as `--explain 5`'],
  });
}

const usualContributions = 5;
