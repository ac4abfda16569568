import { join } from 'node:path';
import type { Series } from '../contracts/forecast.js';
import type { Predictor, SavedModel, Signature } from '../contracts/model.js';
import type { IngestResult } from '../data/ingest-request.js';
import { rawRow } from '../data/shaping/raw-row.js';
import type { RowShaping } from '../data/shaping/row-shaping.js';
import type { Database } from '../data/tables/database.js';
import type { GoldenPrediction } from '../delivery/package-folder.js';
import { MlxError } from '../errors/index.js';
import { splitFiles } from './artifact-files.js';
import { goldenValues } from './forecast/package-history.js';
import { emptyRow, goldenForecasts, goldenPredictions } from './golden-predictions.js';
import { goldenRows } from './golden-rows.js';
import { shapedFirst } from './load-predictor.js';
import type { PackagedInputs } from './packaged-inputs.js';

interface GoldenRequest {
  readonly packaged: PackagedInputs;
  readonly trained: SavedModel;
  /** The series of a forecast; undefined where rows stand for themselves. */
  readonly whole: readonly Series[] | undefined;
  readonly table: IngestResult;
  readonly splitDir: string;
  readonly projectDir: string;
  /** How many rows at most. */
  readonly count: number;
  readonly database: Database;
}

/** A predictor as whoever has the package asks it: with rows of its signature, which it shapes first. */
export async function asPackaged(
  predictor: Predictor,
  {
    signature,
    shaping,
    database,
  }: {
    readonly signature: Signature;
    readonly shaping: RowShaping | undefined;
    readonly database: Database;
  },
): Promise<Predictor> {
  const asked = { ...predictor, signature };
  return { ...asked, ...(await shapedFirst(shaping, predictor, database)) };
}

/** Rows as a client would send them, with the answers of a predictor that is asked as the package will be. */
export async function goldenOfPackage(
  predictor: Predictor,
  request: GoldenRequest,
): Promise<readonly GoldenPrediction[]> {
  const { whole, trained, count } = request;
  if (whole === undefined) return goldenOfRows(predictor, request);
  const { shaping } = request.packaged;
  const rows = goldenValues(whole, trained, count);
  return goldenForecasts(
    shaping === undefined ? rows : rows.map((row) => rawRow(shaping, row)),
    predictor,
  );
}

/** The first rows of the test split; a row without any value where it has none. */
async function goldenOfRows(
  predictor: Predictor,
  { packaged, table, splitDir, projectDir, count, database }: GoldenRequest,
): Promise<readonly GoldenPrediction[]> {
  const rows = await goldenRows(
    join(splitDir, splitFiles.test),
    { ...packaged, table, projectDir, count },
    database,
  );
  const some = await goldenPredictions(rows, predictor);
  if (some.length > 0) return some;
  const empty = await goldenPredictions([emptyRow(predictor.signature)], predictor);
  if (empty.length === 0) throw nothingAnswered();
  return empty;
}

/** Only steps of the project's own refuse even a row without values. */
function nothingAnswered(): MlxError {
  return new MlxError(
    'data/user-code',
    'No row gets through `ingest.steps` again, neither one of the test split nor one without values',
    {
      hints: [
        'Let the steps pass on what is missing: the target is, in rows to predict for, and what steps take away may be',
      ],
    },
  );
}
