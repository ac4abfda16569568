import { dirname } from 'node:path';
import { readSavedModel } from '../../artifacts/saved-model.js';
import type { Decision } from '../../contracts/decision.js';
import { comparePredictions, type Judged } from '../../learning/comparisons/compare-predictions.js';
import type { Evaluation } from '../../learning/metrics/evaluation/evaluation.js';
import type { RunRecord } from '../../pipeline/run-record.js';
import type { Against } from '../../reports/runs/compared-runs.js';
import { divided, evaluated } from '../../stages/artifact-files.js';
import { type PredictedRows, readPredictions } from '../../stages/read-predictions.js';
import { folderOf } from './measured-run.js';
import { moreMetrics } from './more-metrics.js';

interface World {
  readonly root: string;
  readonly signal: AbortSignal;
}

/** What one run said of its test rows. */
interface Told {
  readonly evaluation: Evaluation;
  readonly testSet: string;
  readonly rows: PredictedRows;
  readonly decision: Decision | undefined;
}

/** The seed of the resamples: the same two runs give the same figures. */
const seed = 1;

/** How the metrics of a run differ from those of the first; or why that cannot be told. */
export async function heldAgainst(
  first: RunRecord,
  second: RunRecord,
  { root, signal }: World,
): Promise<Against> {
  const [one, other] = [await toldBy(first, root), await toldBy(second, root)];
  if (typeof one === 'string') return untold(`A ${one}`);
  if (typeof other === 'string') return untold(`it ${other}`);
  const tasks = [one, other].map(({ evaluation: { task } }) =>
    [task.kind, task.target, ...task.classes].join('\n'),
  );
  if (tasks[0] !== tasks[1]) return untold('not the same task: nothing can be compared');
  if (one.testSet !== other.testSet || !sameRows(one.rows, other.rows)) {
    return untold(
      'not the same test rows: whether a difference is more than chance cannot be told',
    );
  }
  const truth = { task: one.evaluation.task, values: one.rows.truth };
  const both = [judged(one), judged(other)] as const;
  const { metrics: more, notes } = await moreMetrics(
    [
      { evaluation: one.evaluation, judged: both[0] },
      { evaluation: other.evaluation, judged: both[1] },
    ],
    truth,
    dirname(root),
  );
  const comparison = await comparePredictions(truth, both, { more, seed, signal });
  return { kind: 'compared', comparison, notes };
}

function judged({ rows, evaluation, decision }: Told): Judged {
  const { threshold = evaluation.threshold, costs } = decision ?? {};
  return {
    predictions: rows.predictions,
    options: {
      ...(threshold !== undefined && { threshold }),
      ...(costs !== undefined && { costs }),
    },
  };
}

async function toldBy(record: RunRecord, root: string): Promise<Told | string> {
  const folder = folderOf(root, record, 'evaluate');
  if (folder === undefined) return 'did not come to an evaluation';
  const artifact = await evaluated.read(folder).catch(() => undefined);
  if (artifact === undefined) return 'has lost its evaluation: the artifact is gone';
  const { evaluation } = artifact;
  if (evaluation.task.kind === 'forecast') {
    return 'forecasts: paired tests of forecasts are not made yet';
  }
  const split = folderOf(root, record, 'split');
  const testSet =
    split === undefined ? undefined : await divided.read(split).catch(() => undefined);
  const rows = await readPredictions(folder, evaluation.task);
  if (testSet === undefined || rows === undefined) return 'has lost its predictions';
  return {
    evaluation,
    testSet: testSet.testSet,
    rows,
    decision: await decisionOf(record, root, evaluation),
  };
}

/** Costs stand with the model alone. */
async function decisionOf(
  record: RunRecord,
  root: string,
  { decision }: Evaluation,
): Promise<Decision | undefined> {
  const folder = folderOf(root, record, 'train');
  if (decision === undefined || folder === undefined) return undefined;
  return (await readSavedModel(folder).catch(() => undefined))?.decision;
}

function sameRows(one: PredictedRows, other: PredictedRows): boolean {
  return (
    one.rowIds.length === other.rowIds.length &&
    one.rowIds.every((id, at) => id === other.rowIds[at] && one.truth[at] === other.truth[at])
  );
}

function untold(why: string): Against {
  return { kind: 'untold', why };
}
