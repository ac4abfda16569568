import { costOfRun } from '../../costs/cost-of-run.js';
import { openPackage } from '../../delivery/package-folder.js';
import type { RunLabels } from '../../pipeline/run-labels.js';
import type { RunRecord, StageRecord } from '../../pipeline/run-record.js';
import type { ComparedRun } from '../../reports/runs/compared-runs.js';
import {
  divided,
  evaluated,
  fittedFeatures,
  ingested,
  training,
} from '../../stages/artifact-files.js';
import { secondsPerRow } from '../../stages/prediction-time.js';
import { labelWords } from './list-runs.js';
import { folderOf, readOf } from './measured-run.js';

interface World {
  readonly root: string;
  readonly all: readonly RunRecord[];
  readonly labels: RunLabels;
  readonly signal: AbortSignal;
}

/** What is known of a run from its record and those of its artifacts that are still there. */
export async function comparedRun(record: RunRecord, world: World): Promise<ComparedRun> {
  const { root, all, labels } = world;
  const { id, startedAt, command, outcome, git, versions } = record;
  const judged = await readOf({ record, root }, 'evaluate', evaluated);
  const latency = await latencyOf(record, world);
  const facts = record.stages.find(({ stage }) => stage === 'package')?.facts ?? [];
  const bytes = facts.find(({ name }) => name === 'bytes')?.value;
  return {
    ...{ id, startedAt, command, outcome, versions },
    said: labelWords(await labels.of(id)),
    ...(git !== undefined && { commit: git }),
    ...(await dataOf(record, root)),
    ...(await modelOf(record, root)),
    metrics: judged?.evaluation.metrics ?? {},
    made: madeWith(record, all),
    ...(latency !== undefined && { latency }),
    ...(typeof bytes === 'number' && { packageBytes: bytes }),
  };
}

async function dataOf(
  record: RunRecord,
  root: string,
): Promise<Pick<ComparedRun, 'data' | 'test'>> {
  const table = await readOf({ record, root }, 'ingest', ingested);
  const split = await readOf({ record, root }, 'split', divided);
  return {
    ...(table !== undefined && { data: { rows: table.table.rows, digest: table.digest } }),
    ...(split !== undefined && { test: { rows: split.rows.test, name: split.testSet } }),
  };
}

async function modelOf(record: RunRecord, root: string): Promise<Pick<ComparedRun, 'model'>> {
  const trained = await readOf({ record, root }, 'train', training);
  const features = await readOf({ record, root }, 'train', fittedFeatures);
  const best = trained?.candidates.find(({ name }) => name === trained.chosen);
  if (best === undefined) return {};
  return { model: { candidate: best.name, family: best.model, features: features?.width ?? 0 } };
}

/** What it took to make all that a run used: a run that reuses costs nothing itself, which says nothing of its model. */
function madeWith(record: RunRecord, all: readonly RunRecord[]): ComparedRun['made'] {
  const stages = record.stages.map((stage) =>
    stage.state === 'reused' ? makerOf(stage, all) : stage,
  );
  if (stages.some((stage) => stage === undefined)) return { seconds: null, usd: null };
  const made = stages.filter((stage) => stage !== undefined);
  const { seconds, usd, priced } = costOfRun({ ...record, stages: made });
  return { seconds, usd: priced ? usd : null };
}

function makerOf(wanted: StageRecord, all: readonly RunRecord[]): StageRecord | undefined {
  return all
    .flatMap(({ stages }) => stages)
    .find(
      ({ stage, state, fingerprint }) =>
        stage === wanted.stage && state === 'ran' && fingerprint === wanted.fingerprint,
    );
}

/** Measured here and now, so that it is the same machine for all. */
async function latencyOf(record: RunRecord, { root, signal }: World): Promise<number | undefined> {
  const folder = folderOf(root, record, 'package');
  if (folder === undefined) return undefined;
  const found = await openPackage(folder).catch(() => undefined);
  return found === undefined ? undefined : secondsPerRow(found, signal).catch(() => undefined);
}
