import type { Emit } from '../../../contracts/events.js';
import type { JsonObject } from '../../../contracts/json.js';
import type { AuditKind } from '../../../contracts/split-audit.js';
import type { PerSplit, SplittableTable } from '../split-strategy.js';
import type { SplitFiles } from '../write/write-splits.js';
import { findDrift } from './drift.js';
import { findDuplicates } from './duplicates.js';
import { findEntities } from './entities.js';
import type { AuditResult, Finding, SingleFeature } from './finding.js';
import { findFutureRows } from './future-rows.js';
import { findIdentifiers } from './identifiers.js';
import { findHintingNames } from './names.js';
import { drawSample } from './sample.js';
import { findGiveaways } from './single-feature.js';

/** The written splits, and how they came about. */
export interface SplitsToAudit {
  readonly files: SplitFiles;
  readonly rows: PerSplit;
  readonly strategy: string;
  readonly params: JsonObject;
}

/**
 * Looks for what makes a model look better than it is. Exact and in all rows where rows are compared; where features
 * are judged, in a sample that is the same each time. Every finding is told.
 */
export async function auditSplits(
  table: SplittableTable,
  request: SplitsToAudit & { readonly kinds: readonly AuditKind[]; readonly emit: Emit },
): Promise<AuditResult> {
  const { kinds, emit } = request;
  const wants = (kind: AuditKind): boolean => kinds.includes(kind);
  const findings: Finding[] = [];
  if (wants('duplicates')) findings.push(...(await findDuplicates(table, request)));
  if (wants('entities')) findings.push(...(await findEntities(table, request)));
  if (wants('future')) findings.push(...(await findFutureRows(table, request)));
  const features = ['giveaway', 'identifiers', 'names', 'drift'] as const;
  const sample = features.some(wants) ? await drawSample(table, request) : undefined;
  const { single, giveaways } =
    sample !== undefined && (wants('giveaway') || wants('names'))
      ? await findGiveaways(table, sample)
      : { single: [], giveaways: [] };
  if (wants('giveaway')) findings.push(...giveaways);
  if (sample !== undefined && wants('identifiers'))
    findings.push(...(await findIdentifiers(table, sample)));
  if (wants('names')) findings.push(...findHintingNames(table, single));
  const { drift, drifted } =
    sample !== undefined && wants('drift')
      ? await findDrift(table, sample)
      : { drift: [], drifted: [] };
  findings.push(...drifted);
  for (const finding of findings) tell(finding, emit);
  if (wants('giveaway')) tellStrongest(single, emit);
  const sampled = sample?.rows ?? { train: 0, validation: 0, test: 0 };
  return { kinds, findings, sampled, single, drift };
}

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

function tell({ level, text, hint }: Finding, emit: Emit): void {
  if (level === 'note') emit({ type: 'note', text });
  else emit({ type: 'warning', text, ...(hint !== undefined && { hint }) });
}
