import { nearestWord } from '../../errors/index.js';
import { notAllowed } from '../describe-problem.js';
import type { Rule } from './rule.js';

/** Every path of `tune.search` is a setting below `train`, and says one kind of range. */
export const searchedSettingsExist: Rule = ({ tune, train }, { models }, report) => {
  if (tune === undefined) return;
  const known = Object.entries(train.candidates).flatMap(([name, { model }]) =>
    Object.entries(models.get(model).params).flatMap(([param, declared]) => {
      const path = `candidates.${name}.${param}`;
      const inner = 'properties' in declared ? Object.keys(declared.properties) : [];
      return [path, ...inner.map((key) => `${path}.${key}`)];
    }),
  );
  for (const [path, dimension] of Object.entries(tune.search)) {
    const at = ['tune', 'search', path];
    if (!known.includes(path)) {
      const nearest = nearestWord(path, known);
      const complaint = notAllowed(at, path, nearest === undefined ? known : [nearest, ...known]);
      const message = `\`${path}\` is not a setting below \`train\` that can be searched`;
      report({ ...complaint, message, atKey: true });
    }
    const kinds = (['values', 'int', 'float', 'log'] as const).filter((kind) => kind in dimension);
    if (kinds.length !== 1) {
      report({
        code: 'project/contradiction',
        path: at,
        message: `\`${path}\` needs exactly one of \`values\`, \`int\`, \`float\` and \`log\``,
        hints: ['Write for example `{ log: [0.0001, 0.1] }` or a list of values'],
      });
    }
  }
};
