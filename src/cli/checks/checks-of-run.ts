import type { Place } from '../../errors/index.js';
import type { PlannedStage } from '../../pipeline/plan-pipeline.js';
import type { RunRecord, StageRecord } from '../../pipeline/run-record.js';
import type { Path } from '../../project/project.js';
import type { Check } from '../../reports/checks/check.js';
import { stageCode } from '../../reports/checks/run-markdown.js';
import { divided, evaluated, ingested } from '../../stages/artifact-files.js';
import type { Session } from '../session.js';

/** What a run has come to so far. */
export interface RunSoFar {
  readonly session: Session;
  readonly plan: readonly PlannedStage[];
  readonly record: RunRecord;
  readonly placed: (place: Place) => Place;
}

/** What the artifacts and the record of a run say: the stages, the quality rules, the audit and the requirements. */
export async function checksOfRun(run: RunSoFar): Promise<readonly Check[]> {
  const { plan, record } = run;
  const checks: Check[] = [];
  for (const { stage } of plan) {
    const done = record.stages.find((each) => each.stage === stage.name);
    checks.push(...stageChecks(stage.name, done));
    if (done?.state !== 'ran' && done?.state !== 'reused') continue;
    // An artifact that an erasure or a hand has changed must not keep the rest from being told.
    checks.push(...(await within(stage.name, run).catch(() => [])));
  }
  return checks;
}

function stageChecks(part: string, done: StageRecord | undefined): readonly Check[] {
  const check = { part, name: 'comes to its end', code: stageCode };
  if (done === undefined) return [{ ...check, state: 'skipped', message: 'not reached' }];
  const seconds = done.usage === undefined ? {} : { seconds: done.usage.seconds };
  switch (done.state) {
    case 'ran':
    case 'reused':
      return [{ ...check, ...seconds, state: 'passed', message: done.state }];
    case 'interrupted':
      return [{ ...check, ...seconds, state: 'skipped', message: 'interrupted' }];
    // Why it failed, the failure itself says.
    case 'failed':
      return [];
  }
}

async function within(stage: string, run: RunSoFar): Promise<readonly Check[]> {
  const { session, plan } = run;
  const planned = plan.find((each) => each.stage.name === stage);
  if (planned === undefined) return [];
  const folder = session.store.pathOf(stage, planned.fingerprint);
  if (stage === 'ingest') return qualityChecks(folder, run);
  if (stage === 'split') return auditChecks(folder, run);
  return stage === 'evaluate' ? requirementChecks(folder, run) : [];
}

async function qualityChecks(folder: string, run: RunSoFar): Promise<readonly Check[]> {
  const { quality } = await ingested.read(folder);
  return quality.map(({ index, label, outcome, message, examples }) => ({
    ...{ part: 'ingest', name: label, code: 'quality/broken', message },
    state: outcome === 'warned' || outcome === 'quarantined' ? 'warned' : 'passed',
    ...placeAt(['ingest', 'quality', index], run),
    related: examples.map(({ place }) => run.placed(place)),
  }));
}

async function auditChecks(folder: string, run: RunSoFar): Promise<readonly Check[]> {
  const { audit } = await divided.read(folder);
  return audit.kinds.flatMap((kind): Check[] => {
    const base = { part: 'split', code: `audit/${kind}`, ...placeAt(['split'], run) };
    const name = `audit for ${kind}`;
    const found = audit.findings.filter((finding) => finding.kind === kind);
    if (found.length === 0) {
      return [{ ...base, name, state: 'passed', message: 'nothing was found' }];
    }
    return found.map(({ level, text, hint, columns = [] }) => ({
      ...base,
      name: [name, ...columns].join(' '),
      state: level === 'warning' ? 'warned' : 'passed',
      message: text,
      ...(hint !== undefined && { hints: [hint] }),
    }));
  });
}

async function requirementChecks(folder: string, run: RunSoFar): Promise<readonly Check[]> {
  const { verdicts } = await evaluated.read(folder);
  return verdicts.map(({ index, metric, min, max, passed, explanation }) => ({
    part: 'evaluate',
    name: [
      `requirement ${index + 1}: ${metric}`,
      ...(min === undefined ? [] : [`at least ${min}`]),
      ...(max === undefined ? [] : [`at most ${max}`]),
    ].join(' '),
    state: passed ? 'passed' : 'failed',
    code: 'requirement/missed',
    message: explanation,
    ...placeAt(['requirements', index], run),
    ...(!passed && { hints: ['The report shows where it fails: `reports/evaluation.html`'] }),
  }));
}

/** Where a setting is written; nothing when it is not. */
function placeAt(path: Path, { session, placed }: RunSoFar): Pick<Check, 'place'> {
  const { project } = session;
  if (project.originOf(path) === 'default') return {};
  const place = project.placeOf(path);
  return place.line === undefined ? {} : { place: placed(place) };
}
