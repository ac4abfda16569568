import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeSomeRows } from '../../data/write-some-rows.js';
import { MlxError } from '../../errors/index.js';
import {
  type CurvePoint,
  type LearningCurve,
  learningCurve,
} from '../../learning/insight/learning-curve.js';
import { scoreOf } from '../../learning/metrics/metric.js';
import type { Job } from '../../pipeline/stage.js';
import { divided, splitFiles, type Training } from '../artifact-files.js';
import { fitCandidate } from '../fit-candidate.js';
import { partsOf } from '../fits/members.js';
import type { UsedCompute } from '../job-compute.js';
import { metricOf } from '../judging/own-metric.js';
import { prepareLearning } from '../learning.js';
import { type LearningSettings, labelsOf, withParams } from '../learning-settings.js';
import { loadRows, roomFor, type TableRows } from '../load-rows.js';
import { predictRows } from '../predict-rows.js';

/** Shares of the training rows that are learnt from, and how often each is drawn. */
const shares = [0.1, 0.25, 0.5, 0.75];
const draws = 2;
/** Fewer rows teach a model nothing that could be gone on from. */
const fewestRows = 30;

export interface CurveRequest {
  readonly learning: LearningSettings;
  readonly trained: Training;
  /** The metric of the model itself on the test rows: the last point. */
  readonly score: number | null;
  readonly compute: UsedCompute;
}

type CurveJob = Omit<Job<never, 'ingest' | 'split'>, 'settings'>;

/**
 * Fits the chosen candidate anew on parts of the training rows, features and all, and judges it on the test rows. A part on which it
 * cannot be fitted is left out.
 */
export async function refitCurve(request: CurveRequest, job: CurveJob): Promise<LearningCurve> {
  const { learning, trained, score } = request;
  const { rows } = await divided.read(job.inputs.split);
  const sizes = [...new Set(shares.map((share) => Math.round(share * rows.train)))].filter(
    (size) => size >= fewestRows,
  );
  const folder = join(job.scratch, 'learning-curve');
  await mkdir(folder, { recursive: true });
  const points: CurvePoint[] = [];
  const total = sizes.length * draws;
  for (const [at, size] of sizes.entries()) {
    for (let draw = 0; draw < draws; draw++) {
      const done = at * draws + draw;
      job.emit({ type: 'progress', done, total, unit: 'trials', label: 'learning curve' });
      const file = join(folder, `${size}-${draw}.parquet`);
      const train = join(job.inputs.split, splitFiles.train);
      await writeSomeRows(train, { to: file, rows: size, seed: learning.seed + draw }, job.signal);
      const reached = await scoreOn({ file, rows: size }, request, job);
      if (reached !== null) points.push({ rows: size, score: reached });
    }
  }
  if (score !== null) points.push({ rows: rows.train, score });
  const { metric } = trained;
  return learningCurve(points, {
    ...{
      metric,
      direction: (await metricOf(metric, job.projectDir)).direction,
      seed: learning.seed,
    },
  });
}

/** The metric on the test rows of the candidate when it learns from these rows; null when it has none, or cannot learn. */
async function scoreOn(
  train: TableRows,
  request: CurveRequest,
  job: CurveJob,
): Promise<number | null> {
  const quiet = { ...job, emit: () => undefined };
  const { rows } = await divided.read(job.inputs.split);
  const place = (name: 'validation' | 'test') => join(job.inputs.split, splitFiles[name]);
  const validation = { file: place('validation'), rows: rows.validation };
  const learning = await prepareLearning(request.learning, quiet, { train, validation });
  try {
    const { seed } = request.learning;
    const { trained, compute } = request;
    const candidates = withTuned(request.learning.candidates, trained);
    const settings = candidates[trained.chosen];
    if (settings === undefined) throw new Error(`${trained.chosen} is no candidate`);
    const read = await learning.rowsFor(settings);
    const { families, task, metric } = learning;
    const parts = partsOf(settings, { candidates, families, places: read.places });
    const { model } = await fitCandidate(
      {
        ...{ name: trained.chosen, settings, task, ...read.rows, metric, seed, families, parts },
        labels: labelsOf(request.learning),
      },
      { compute, job: quiet },
      false,
    );
    const test = await loadRows(
      { file: place('test'), rows: rows.test },
      {
        ...{ fitted: read.fitted, task, room: roomFor(job.machine, job.scratch) },
        images: { folder: job.projectDir, emit: quiet.emit },
      },
      job.signal,
    );
    const predictions = await predictRows(model, test, families);
    await test.stream?.close();
    const truth = { task, values: test.y };
    return scoreOf(metric, { truth, predictions }, model.decision).value;
  } catch (error) {
    if (error instanceof MlxError) return null;
    throw error;
  } finally {
    await learning.close();
  }
}

/** The candidates as they were trained: with what a search found. */
function withTuned(
  candidates: LearningSettings['candidates'],
  { candidates: trained }: Training,
): LearningSettings['candidates'] {
  return Object.fromEntries(
    Object.entries(candidates).map(([name, settings]) => {
      const tuned = trained.find((each) => each.name === name)?.tuned ?? {};
      return [name, withParams(settings, tuned)];
    }),
  );
}
