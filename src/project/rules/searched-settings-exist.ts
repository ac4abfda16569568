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
    // What a module of the project's own can be told, it says itself: that is held against it later.
    const own = Object.entries(train.candidates)
      .filter(([, { model }]) => model === 'custom')
      .map(([name]) => `candidates.${name}.`);
    for (const path of Object.keys(tune.search)) {
      const at = ['tune', 'search', path];
      if (own.some((prefix) => path.startsWith(prefix))) continue;
      if (!known.includes(path)) {
        const complaint = notAllowed(at, path, known);
        const message = `\`${path}\` is not a setting below \`train\` that can be searched`;
        report({ ...complaint, message, atKey: true });
      }
    }
    for (const problem of searchProblems(tune.search, tune.sampler)) {
      const { path, code, message, hints = [forms] } = problem;
      report({ code, message, hints, path: ['tune', 'search', ...path] });
    }
  },
};

const forms =
  'Write it as `values: [1, 2]`, `choice: [a, b]`, `int: [1, 9]`, `float: [0, 1]` or `log: [0.01, 1]`';
