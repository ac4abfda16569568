import { join } from 'node:path';
import type { Insight } from '../../learning/insight/insight.js';
import type { Evaluation } from '../../learning/metrics/evaluation/evaluation.js';
import type { Job, StageResult } from '../../pipeline/stage.js';
import { ingested, insights, splitFiles, training } from '../artifact-files.js';
import { JobCompute } from '../job-compute.js';
import type { InsightSettings } from './insight-settings.js';
import type { Judged } from './judged.js';
import { makeInsight } from './make-insight.js';
import { refitCurve } from './refit-curve.js';
import { tellOfInsight } from './tell-of-insight.js';

/** What was found out, and what fitting models for it was computed on. */
export interface FoundOut {
  readonly insight: Insight;
  readonly compute: Pick<StageResult, 'compute'>;
}

type InsightJob = Omit<Job<never, 'ingest' | 'split' | 'train'>, 'settings'>;

/** Finds out what a model goes by and where it fails, leaves it beside the evaluation, and says the most important of it. */
export async function insightOnTest(
  judged: Pick<Judged, 'model' | 'fitted' | 'predictions' | 'rows'> & {
    readonly evaluation: Evaluation;
  },
  settings: InsightSettings,
  job: InsightJob,
): Promise<FoundOut> {
  const { inputs, output, projectDir, signal, emit } = job;
  const { evaluation } = judged;
  const { privacy } = await ingested.read(inputs.ingest);
  const trained = await training.read(inputs.train);
  const personal = privacy.findings.map(({ column }) => column);
  const found = await makeInsight(
    {
      ...{ ...judged, metric: trained.metric, worst: evaluation.worst },
      file: join(inputs.split, splitFiles.test),
      hidden: new Set([...settings.secret, ...personal]),
    },
    { settings, seed: settings.seed, projectDir, signal },
  );
  const { learning } = settings;
  if (learning === null) {
    await insights.write(output, found);
    tellOfInsight(found, emit);
    return { insight: found, compute: {} };
  }
  const compute = new JobCompute(learning.backend, job);
  const score = evaluation.metrics[trained.metric]?.value ?? null;
  const curve = await refitCurve({ learning, trained, score, compute }, job);
  const insight = { ...found, curve };
  await insights.write(output, insight);
  tellOfInsight(insight, emit);
  return { insight, compute: compute.facts };
}
