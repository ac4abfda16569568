import { MlxError } from '../../errors/index.js';
import type { ColumnsSettings } from '../columns/column-settings.js';
import type { WrittenRule } from './prepare-checks.js';
import { ruleOf } from './written-rules.js';

/**
 * Refuses a `type` rule over combined sources for a column whose misfits are made missing: steps do not carry them
 * along, so the rule would find that all is well. Throws `quality/misfit`.
 */
export function refuseBlindRules(rules: readonly WrittenRule[], columns: ColumnsSettings): void {
  for (const { settings } of rules) {
    const rule = ruleOf(settings);
    if (rule.name !== 'type') continue;
    const blind = rule.columns(settings).find(({ name }) => columns[name]?.else === 'missing');
    if (blind === undefined) continue;
    const message = `The rule \`type\` cannot see the cells of \`${blind.name}\` that \`else: missing\` leaves out before sources are combined`;
    const hints = [
      `Remove \`else: missing\` of \`ingest.columns.${blind.name}\`, so that such cells stop ingest`,
      'Or remove the rule: a warning counts the cells',
    ];
    const path = ['columns', blind.name, 'else'];
    const problem = { code: 'quality/misfit' as const, message, hints, path };
    throw new MlxError('quality/misfit', 'A quality rule does not suit the data', {
      problems: [problem],
    });
  }
}
