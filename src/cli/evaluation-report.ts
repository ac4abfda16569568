import { costOfRun } from '../costs/cost-of-run.js';
import type { PlannedStage } from '../pipeline/plan-pipeline.js';
import type { RunRecord } from '../pipeline/run-record.js';
import type { EvaluationReport, ReportedCost } from '../reports/evaluation-report.js';
import {
  type CrossValidation,
  divided,
  evaluated,
  fittedFeatures,
  ingested,
  insights,
  type Training,
  training,
} from '../stages/artifact-files.js';
import { sampleWords } from '../stages/tell-of-sample.js';
import { type Tuning, tuning } from '../stages/tuning/tuning-artifact.js';
import { dataQuality } from './data-quality.js';
import type { ReportRequest } from './report-request.js';
import type { Session } from './session.js';

/** Gathers from the artifacts and the run record all that the report on a model shows. */
export async function evaluationReport(
  { project, store }: Session,
  { plan, record, testSet }: ReportRequest,
): Promise<EvaluationReport> {
  const folder = (name: string): string => {
    const planned = plan.find(({ stage }) => stage.name === name);
    if (planned === undefined) throw new Error(`the plan has no stage ${name}`);
    return store.pathOf(name, planned.fingerprint);
  };
  const trained = await training.read(folder('train'));
  const { width } = await fittedFeatures.read(folder('train'));
  const { evaluation, verdicts } = await evaluated.read(folder('evaluate'));
  const insight = await insights.find(folder('evaluate'));
  const table = await ingested.read(folder('ingest'));
  const split = await divided.read(folder('split'));
  const searched = plan.some(({ stage }) => stage.name === 'tune')
    ? await tuning.read(folder('tune'))
    : undefined;

  return {
    project: project.name,
    evaluation,
    ...(insight !== undefined && { insight }),
    ...(testSet.counted !== undefined && { testSet: testSet.counted }),
    headline:
      verdicts.find(({ metric = '' }) => metric in evaluation.metrics)?.metric ?? trained.metric,
    ...learnt(trained, { width, direction: evaluation.metrics[trained.metric]?.direction }),
    requirements: verdicts.map(({ explanation, passed, wanted, cases, index }) => {
      const { file, line, source } = project.placeOf(['requirements', index]);
      return {
        ...{ wanted, explanation, passed },
        ...(cases !== undefined && { cases }),
        ...(line !== undefined && {
          place: { file, line, ...(source !== undefined && { source }) },
        }),
      };
    }),
    ...(searched !== undefined && { trials: trialsOf(searched) }),
    data: {
      rows: table.table.rows,
      ...(table.sample !== undefined && { sample: sampleWords(table.sample) }),
      columns: table.columns.map(({ name, type, role, inferred, missing }) => ({
        ...{ name, type, role, inferred, missing },
      })),
      splits: Object.entries(split.rows).map(([name, rows]) => ({ name, rows })),
      strategy: strategyWords(project),
    },
    quality: dataQuality(table, split),
    run: runOf(plan, record, project.seed),
    cost: costBasis(record),
  };
}

/** Such as `stratified, keeping household_id together`. */
function strategyWords({ split }: Session['project']): string {
  const { strategy, group, time, gap } = split;
  return [
    strategy,
    ...(time === undefined ? [] : [` by ${time}`]),
    ...(gap === undefined ? [] : [` with a gap of ${gap}`]),
    ...(group === undefined ? [] : [`, keeping ${group} together`]),
  ].join('');
}

function learnt(
  trained: Training,
  {
    width,
    direction = 'higher',
  }: { readonly width: number; readonly direction: 'higher' | 'lower' | undefined },
): Pick<EvaluationReport, 'model' | 'training' | 'candidates'> {
  const { metric, chosen, candidates } = trained;
  const best = candidates.find(({ name }) => name === chosen);
  if (best === undefined) throw new Error(`training chose ${chosen}, which is no candidate`);
  const { model, params, history, bestEpoch } = best;
  return {
    model: { candidate: chosen, family: model, params, features: width },
    ...(history.length > 1 && {
      training: { epochs: history, ...(bestEpoch > 0 && { keptEpoch: bestEpoch }) },
    }),
    candidates: {
      metric,
      direction,
      by: trained.chosenBy,
      list: candidates.map(({ name, model: family, score, crossValidation }) => ({
        name,
        family,
        value: score,
        ...(crossValidation !== undefined && { folds: foldsOf(crossValidation) }),
        chosen: name === chosen,
      })),
    },
  };
}

function foldsOf({ mean, sd, scores }: CrossValidation) {
  return { mean, sd, count: scores.length };
}

function trialsOf({
  metric,
  direction,
  trials,
  winner,
}: Tuning): NonNullable<EvaluationReport['trials']> {
  return {
    metric,
    direction,
    list: trials.map(({ number, candidate, params, score, state }) => ({
      number: number + 1,
      value: state === 'pruned' ? null : score,
      state: state === 'pruned' ? 'pruned' : score === null ? 'failed' : 'done',
      params: { candidate, ...params },
      ...(number === winner.number && { chosen: true }),
    })),
  };
}

function runOf(
  plan: readonly PlannedStage[],
  { id, versions, stages }: RunRecord,
  seed: number,
): EvaluationReport['run'] {
  const trained = stages.find(({ stage }) => stage === 'train');
  const backend = trained?.compute;
  const settings = stages.map(({ stage, settings: own }) => [stage, own] as const);
  return {
    id,
    seed,
    ...(backend !== undefined && {
      backend: { name: backend.backend, version: backend.version, reason: '' },
    }),
    versions: [
      { name: 'mlx', version: versions.mlx },
      { name: 'Node', version: versions.node },
    ],
    stages: plan
      .filter(({ stage }) => stages.some((done) => done.stage === stage.name))
      .map(({ stage, fingerprint }) => {
        const seconds = stages.find((done) => done.stage === stage.name)?.usage?.seconds;
        return { stage: stage.name, fingerprint, ...(seconds !== undefined && { seconds }) };
      }),
    settings: Object.fromEntries(settings),
  };
}

function costBasis(record: RunRecord): ReportedCost {
  const cost = costOfRun(record);
  const price = record.stages.find((stage) => stage.price !== undefined)?.price;
  return {
    usd: cost.usd,
    priced: cost.priced,
    ...(price !== undefined && {
      basis: `$${price.usdPerHour} an hour as of ${price.asOf} (${price.source})`,
    }),
  };
}
