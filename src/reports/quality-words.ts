import { formatCount, formatQuantity } from '../ui/format.js';
import type { EvaluationReport } from './evaluation-report.js';
import { looksWords } from './looks-words.js';
import type { ReportedQuality, ReportedRule } from './reported-quality.js';

/** What became of the rows that break a rule, in a word or two. */
export const outcomeWords = {
  kept: 'kept',
  tolerated: 'few enough to pass',
  warned: 'warned of, rows kept',
  quarantined: 'rows set aside',
  failed: 'failed',
} as const satisfies Record<ReportedRule['outcome'], string>;

/** The way of the rows in a sentence: "20,000 rows read, 89 set aside by quality rules, 19,911 in the table." */
export function rowsWords(quality: ReportedQuality): string {
  const { read, sources, quarantined, rows, rules } = quality;
  const from = sources > 1 ? ` from ${formatCount(sources)} sources` : '';
  return [
    `${formatQuantity(read, 'rows')} read${from}`,
    ...(rules.length === 0 ? [] : [`${formatCount(quarantined)} set aside by quality rules`]),
    `${formatCount(rows)} in the table.`,
  ].join(', ');
}

/** Rules that some rows break, or that do not hold for the table; those kept are only counted. */
export function brokenRules({ rules }: ReportedQuality): readonly ReportedRule[] {
  return rules.filter(({ outcome }) => outcome !== 'kept');
}

/** "7 of 9 rules are kept by every row." */
export function rulesWords(quality: ReportedQuality): string {
  const all = quality.rules.length;
  if (all === 0) return 'No quality rules were asked for.';
  const kept = all - brokenRules(quality).length;
  if (kept === all) return `${all === 1 ? 'The rule is' : `All ${all} rules are`} kept.`;
  return `${formatCount(kept)} of ${formatQuantity(all, 'rules')} kept.`;
}

/** What the audit looked for and how much it found. */
export function auditWords({ audited, findings }: ReportedQuality): string {
  if (audited === 0) return 'The split was not audited for leaks.';
  if (findings.length === 0) return 'The audit of the split found nothing.';
  const count = findings.length === 1 ? 'one thing' : `${formatCount(findings.length)} things`;
  return `The audit of the split found ${count}:`;
}

/** How often the test split was looked at; empty when nobody counted. */
export function testSplitWords({ testSet }: EvaluationReport): string {
  return testSet === undefined ? '' : `The test split was ${looksWords(testSet)}.`;
}
