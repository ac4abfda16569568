import type { AuditKind } from '../../contracts/split-audit.js';
import type { AuditResult } from '../../data/splits/audit/finding.js';
import { unmeasured, type Verdict } from '../../learning/judging/verdict.js';
import type { JudgedLine } from './requirement-lines.js';

/** Whether the audit of the splits has found no more than it may. Drift is no leak, unless the project counts it as one. */
export function judgeLeaks(
  { max, kinds }: NonNullable<JudgedLine['leaks']>,
  audit: AuditResult,
): Verdict {
  const wanted = `at most ${max} ${max === 1 ? 'leak' : 'leaks'} between the splits`;
  const unasked = (kinds ?? []).find((kind) => !audit.kinds.includes(kind));
  if (unasked !== undefined) {
    return unmeasured({ wanted }, `leaks could not be counted: \`split.audit.${unasked}\` is off`);
  }
  const counted: readonly AuditKind[] = kinds ?? audit.kinds.filter((kind) => kind !== 'drift');
  if (counted.length === 0) {
    return unmeasured({ wanted }, 'leaks could not be counted: `split.audit` is off');
  }
  const found = audit.findings.filter(
    ({ kind, level }) => level === 'warning' && counted.includes(kind),
  );
  const passed = found.length <= max;
  const looked = `the audit looked for ${counted.join(', ')}`;
  const told = found.slice(0, 5).map(({ text }) => text.replace(/\.$/, ''));
  const more = found.length > 5 ? `; and ${found.length - 5} more` : '';
  return {
    ...{ wanted, value: found.length, interval: null, max, passed },
    explanation:
      found.length === 0
        ? `no leak was found, as required: ${looked}`
        : `${found.length} ${found.length === 1 ? 'leak was' : 'leaks were'} found, and at most ${max} ${max === 1 ? 'is' : 'are'} allowed: ${told.join('; ')}${more}`,
  };
}
