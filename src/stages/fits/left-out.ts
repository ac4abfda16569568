import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Predictions, SavedModel } from '../../contracts/model.js';
import { packState, unpackState } from '../../learning/compute/packed-state.js';
import { calibrated, fitCalibration } from '../../learning/probabilities/calibration.js';
import { fitDecision } from '../../learning/probabilities/decision.js';
import type { LabelSettings } from '../learn-from.js';

/** What a model said of the rows of a fold that it had not learnt from, before any calibration, and what they were. */
export interface LeftOut {
  readonly predictions: Predictions;
  readonly y: Float64Array;
}

const file = 'left-out.bin';

/** Keeps it in the folder of a fit. */
export async function writeLeftOut(folder: string, { predictions, y }: LeftOut): Promise<void> {
  const { rows, width, values } = predictions;
  await writeFile(join(folder, file), packState({ rows, width }, [values, y]));
}

/** Reads what was kept. */
export async function readLeftOut(folder: string): Promise<LeftOut> {
  const { facts, fill } = unpackState(await readFile(join(folder, file)));
  const { rows, width } = facts as { readonly rows: number; readonly width: number };
  const predictions = { rows, width, values: new Float64Array(rows * width) };
  const y = new Float64Array(rows);
  fill([predictions.values, y]);
  return { predictions, y };
}

/**
 * The model with calibration and threshold fitted out of fold (Platt 1999): on what models like it said of all training rows, each
 * of which it had not learnt from. Those are more rows than validation has, and validation has only chosen the candidate.
 */
export function labelledOutOfFold(
  model: SavedModel,
  folds: readonly LeftOut[],
  { calibrate, threshold }: Pick<LabelSettings, 'calibrate' | 'threshold'>,
): SavedModel {
  if (calibrate === undefined || folds.length === 0) return model;
  const { calibration: _, decision: __, ...plain } = model;
  const said = pooled(folds);
  const calibration = fitCalibration(calibrate, said.predictions, said);
  const fitted = { ...plain, calibration };
  if (threshold === undefined) return fitted;
  const truth = { task: model.task, values: said.y };
  const answers = calibrated(() => said.predictions, calibration)(noMatrix);
  const decision = fitDecision(threshold, truth, answers);
  return {
    ...fitted,
    decision: { ...decision, why: decision.why.replace('on validation', 'out of fold') },
  };
}

/** What is said is said already: nothing is read of it. */
const noMatrix = { rows: 0, columns: [], values: new Float32Array(0) };

function pooled(folds: readonly LeftOut[]): LeftOut {
  const rows = folds.reduce((sum, { y }) => sum + y.length, 0);
  const width = folds[0]?.predictions.width ?? 1;
  const predictions = { rows, width, values: new Float64Array(rows * width) };
  const y = new Float64Array(rows);
  let at = 0;
  for (const fold of folds) {
    predictions.values.set(fold.predictions.values, at * width);
    y.set(fold.y, at);
    at += fold.y.length;
  }
  return { predictions, y };
}
