import type { Batch } from '../../contracts/batch.js';
import { decide } from '../../contracts/decision.js';
import type { Predictions, Predictor } from '../../contracts/model.js';
import type { FittedFeatures } from '../../data/features/fitted-features.js';
import { rowsToBatch } from '../../data/tables/rows-to-batch.js';
import type { Package } from '../../delivery/package-folder.js';
import { MlxError } from '../../errors/index.js';
import {
  largestOf,
  type RowExplanation,
  rowExplainer,
} from '../../learning/insight/explain-rows.js';
import { explainedModel, typicalRow } from './explain-model.js';
import { shownValues } from './shown-values.js';

/** Why a packaged model says what it says of one row: `base` and all that is added sum to `score`. */
export interface PredictionExplanation
  extends Omit<RowExplanation, 'contributions' | 'of' | 'others'> {
  /** The class whose score it is. */
  readonly of?: string;
  /** The largest first; `value` is what stands in the column. */
  readonly contributions: readonly {
    readonly column: string;
    readonly value: string | number | null;
    readonly adds: number;
    /** Standard error, where it was sampled. */
    readonly error?: number;
  }[];
  readonly others?: { readonly columns: number; readonly adds: number };
}

/** Explains rows that `Predictor.predict` takes, with what it said of them. */
export type ExplainPredictions = (
  batch: Batch,
  said: Predictions,
) => readonly PredictionExplanation[];

/** Pairs of random orders for each row, where contributions are sampled. */
const pairs = 60;

/**
 * Prepares explaining with a package, with the `most` largest contributions of each row. What is not known of a row is taken from
 * the example rows in the package, or from a typical row where it has none. Throws `usage/bad-option` for a forecast.
 */
export async function packageExplainer(
  { model, features, golden }: Pick<Package, 'model' | 'features' | 'golden'>,
  predictor: Predictor,
  most: number,
): Promise<ExplainPredictions> {
  const { task } = model;
  if (task.kind === 'forecast') {
    throw new MlxError('usage/bad-option', 'A forecast cannot be explained column by column', {
      hints: ['Leave `--explain` out: a forecast is made of a series, not of columns'],
    });
  }
  const fitted = features as unknown as FittedFeatures;
  const explained = await explainedModel(model, fitted);
  const background = (await exampleRows(golden, predictor)) ?? typicalRow(fitted);
  const explainer = rowExplainer(explained, { background, pairs, seed: 0 });
  const hidden: ReadonlySet<string> = new Set();
  return (batch, { values, width }) => {
    const classes = Array.from({ length: batch.rows }, (_, row) =>
      decide(task, values.subarray(row * width, (row + 1) * width), model.decision),
    );
    return explainer.explain(batch, classes).map((explanation, row) => {
      const { contributions, others, ...rest } = largestOf(explanation, most);
      const names = contributions.map(({ column }) => column);
      const shown = shownValues(batch, row, { names, hidden, fitted });
      return {
        ...rest,
        contributions: contributions.map(({ column, value, error }) => ({
          ...{ column, value: shown[column] ?? null, adds: value },
          ...(error !== undefined && { error }),
        })),
        ...(others !== undefined && { others: { columns: others.columns, adds: others.value } }),
      };
    });
  };
}

/** The example rows of a package as the model reads them; those without any value stand for nothing. */
async function exampleRows(
  golden: Package['golden'],
  predictor: Predictor,
): Promise<Batch | undefined> {
  const rows = golden
    .map(({ row }) => row)
    .filter((row) => Object.values(row).some((value) => value !== null));
  const read = rows.length === 0 ? undefined : rowsToBatch(rows, predictor.signature.inputs);
  if (read?.ok !== true) return undefined;
  const ready = (await predictor.prepare?.(read.batch)) ?? read;
  return 'problems' in ready ? undefined : ready.batch;
}
