import type { Emit } from '../../../contracts/events.js';
import type { AuditKind } from '../../../contracts/split-audit.js';
import { tellStep } from '../../tables/row-progress.js';
import type { SplittableTable } from '../split-strategy.js';
import { findDrift } from './drift.js';
import { findDuplicates } from './duplicates.js';
import { findEntities } from './entities.js';
import type { AuditResult, Finding, SingleFeature } from './finding.js';
import { findFutureRows } from './future-rows.js';
import { findIdentifiers } from './identifiers.js';
import { findHintingNames } from './names.js';
import { drawSample } from './sample.js';
import { findGiveaways } from './single-feature.js';
import type { SplitsToAudit } from './splits-to-audit.js';

export interface AuditRequest extends SplitsToAudit {
  readonly kinds: readonly AuditKind[];
  readonly emit: Emit;
}

/**
 * Looks for what makes a model look better than it is. Exact and in all rows where rows are compared; where features
 * are judged, in a sample that is the same each time. Every finding is told.
 */
export async function auditSplits(
  table: SplittableTable,
  request: AuditRequest,
): Promise<AuditResult> {
  const { emit } = request;
  const kinds = request.kinds.filter((kind) => table.target !== undefined || !ofTarget.has(kind));
  const ofRows = await auditRows(table, request);
  const { findings: ofFeatures, ...figures } = await auditFeatures(table, { ...request, kinds });
  const findings = [...ofRows, ...ofFeatures];
  for (const [index, finding] of findings.entries()) tell(finding, findings[index + 1], emit);
  if (kinds.includes('giveaway')) tellStrongest(figures.single, emit);
  return { kinds, findings, ...figures };
}

/** What says something about a target, where there is one. */
const ofTarget: ReadonlySet<AuditKind> = new Set(['giveaway', 'names']);

async function auditRows(
  table: SplittableTable,
  request: AuditRequest,
): Promise<readonly Finding[]> {
  const audits = [
    ['duplicates', findDuplicates],
    ['entities', findEntities],
    ['future', findFutureRows],
  ] as const;
  const findings: Finding[] = [];
  for (const [kind, find] of audits) {
    if (!request.kinds.includes(kind)) continue;
    tellStep(request.emit, steps[kind]);
    findings.push(...(await find(table, request)));
  }
  return findings;
}

const steps = {
  duplicates: 'looking for rows in two splits',
  entities: 'looking for ids in two splits',
  future: 'looking for training rows from the future',
};

async function auditFeatures(
  table: SplittableTable,
  request: AuditRequest,
): Promise<Omit<AuditResult, 'kinds'>> {
  const wants = (...kinds: readonly AuditKind[]): boolean =>
    kinds.some((kind) => request.kinds.includes(kind));
  if (!wants('giveaway', 'identifiers', 'names', 'drift')) return nothing;
  tellStep(request.emit, 'looking at each feature alone');
  const sample = await drawSample(table, request);
  const { single, giveaways } = wants('giveaway', 'names')
    ? await findGiveaways(table, sample)
    : { single: [], giveaways: [] };
  const identifiers = wants('identifiers') ? await findIdentifiers(table, sample) : [];
  const names = wants('names') ? findHintingNames(table, single) : [];
  if (wants('drift')) tellStep(request.emit, 'comparing the splits');
  const { drift, drifted } = wants('drift')
    ? await findDrift(table, sample)
    : { drift: [], drifted: [] };
  const findings = [...(wants('giveaway') ? giveaways : []), ...identifiers, ...names, ...drifted];
  return { findings, sampled: sample.rows, single, drift };
}

const nothing = {
  findings: [],
  sampled: { train: 0, validation: 0, test: 0 },
  single: [],
  drift: [],
};

/** Whether a strong feature is an honest one, only those who know the data can say. */
function tellStrongest(single: readonly SingleFeature[], emit: Emit): void {
  const strongest = single.slice(0, 3).map(({ column, skill, auc }) => {
    const number = auc === undefined ? `skill ${skill.toFixed(2)}` : `AUC ${auc.toFixed(2)}`;
    return `\`${column}\` (${number})`;
  });
  if (strongest.length === 0) return;
  const text = `Strongest features alone: ${strongest.join(', ')}. Make sure they are known when you predict`;
  emit({ type: 'note', text });
}

/** A hint that the next warning gives too is given once, behind the last of them. */
function tell({ level, text, hint }: Finding, next: Finding | undefined, emit: Emit): void {
  if (level === 'note') {
    emit({ type: 'note', text });
    return;
  }
  const isRepeated = next?.level === 'warning' && next.hint === hint;
  emit({ type: 'warning', text, ...(hint !== undefined && !isRepeated && { hint }) });
}
