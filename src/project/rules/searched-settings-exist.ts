import { nearestWord } from '../../errors/index.js';
import { notAllowed } from '../describe-problem.js';
import type { Rule } from './rule.js';

/** Every path of `tune.search` is a setting below `train`, and says a range that can be searched. */
export const searchedSettingsExist: Rule = {
  reads: ['tune', 'train'],
  check: ({ tune, train }, { models, searchProblems }, report) => {
    if (tune === undefined) return;
    const known = Object.entries(train.candidates).flatMap(([name, { model }]) =>
      Object.entries(models.get(model).params).flatMap(([param, declared]) => {
        const path = `candidates.${name}.${param}`;
        const inner = 'properties' in declared ? Object.keys(declared.properties) : [];
        return [path, ...inner.map((key) => `${path}.${key}`)];
      }),
    );
    for (const path of Object.keys(tune.search)) {
      const at = ['tune', 'search', path];
      if (!known.includes(path)) {
        const nearest = nearestWord(path, known);
        const complaint = notAllowed(at, path, nearest === undefined ? known : [nearest, ...known]);
        const message = `\`${path}\` is not a setting below \`train\` that can be searched`;
        report({ ...complaint, message, atKey: true });
      }
    }
    for (const { path, code, message, hints } of searchProblems(tune.search)) {
      const complaint = { code, message, path: ['tune', 'search', ...path] };
      report(hints === undefined ? complaint : { ...complaint, hints });
    }
  },
};
