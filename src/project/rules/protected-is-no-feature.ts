import type { JsonObject } from '../../contracts/json.js';
import type { Rule } from './rule.js';

/** What stands for one person only, and what is gone, cannot be learnt from; and actions have to be told enough. */
export const protectedIsNoFeature: Rule = {
  reads: ['task', 'features', 'ingest'],
  check: ({ task, features, ingest }, { privacyActions }, report) => {
    for (const [name, settings] of Object.entries(ingest.privacy.columns)) {
      const { action: named } = settings;
      if (!privacyActions.has(named)) continue;
      const action = privacyActions.get(named);
      const at = ['ingest', 'privacy', 'columns', name];
      const complaint = action.complaint?.(settings as JsonObject);
      if (complaint !== undefined) {
        report({
          code: 'project/contradiction',
          path: at,
          message: `\`${named}\` of \`${name}\` ${complaint}`,
          hints: [`Run \`mlx explain ingest.privacy\` to see what it takes`],
        });
      }
      if (action.mayBeFeature) continue;
      const use = useOf(name, { task, features, ingest });
      if (use === undefined) continue;
      report({
        code: 'project/contradiction',
        path: use.path,
        atKey: true,
        message: `\`${name}\` is ${use.what}, and \`${named}\` leaves nothing of it to learn from`,
        hints: [
          `Give the column another use, or \`generalise\` it: predictions would need the same ${named === 'drop' ? 'column' : 'key'}`,
        ],
      });
    }
  },
};

type Blocks = Pick<Parameters<Rule['check']>[0], 'task' | 'features' | 'ingest'>;

function useOf(
  name: string,
  { task, features, ingest }: Blocks,
): { readonly what: string; readonly path: readonly string[] } | undefined {
  if (task.target === name) return { what: 'the target', path: ['task', 'target'] };
  if (ingest.columns[name]?.role === 'feature') {
    return { what: 'a feature', path: ['ingest', 'columns', name, 'role'] };
  }
  const feature = features[name] as { readonly drop?: boolean } | undefined;
  if (feature === undefined || feature.drop === true) return undefined;
  return { what: 'a feature', path: ['features', name] };
}
