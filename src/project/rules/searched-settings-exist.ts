import { notAllowed } from '../describe-problem.js';
import { featureParams, type PluginCatalogue } from '../plugin-catalogue.js';
import type { Rule } from './rule.js';

/** Every path of `tune.search` is a setting below `train`, and says a range that can be searched. */
export const searchedSettingsExist: Rule = {
  reads: ['tune', 'train'],
  check: ({ tune, train }, catalogue, report) => {
    const { models, searchProblems } = catalogue;
    if (typeof tune?.search !== 'object') return;
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
    const shared = sharedSettings(catalogue);
    for (const written of Object.keys(tune.search)) {
      const at = ['tune', 'search', written];
      const path = written.replace(/^train\./, '');
      if (own.some((prefix) => path.startsWith(prefix))) continue;
      if (known.includes(path) || shared.some((each) => each.test(path))) continue;
      const complaint = notAllowed(
        at,
        path,
        isOfFeatures(path) ? keysBeside(path, catalogue) : known,
      );
      const message = `\`${written}\` is not a setting below \`train\` or \`features\` that can be searched`;
      report({ ...complaint, message, atKey: true });
    }
    for (const problem of searchProblems(tune.search, tune.sampler)) {
      const { path, code, message, hints = [forms] } = problem;
      report({ code, message, hints, path: ['tune', 'search', ...path] });
    }
  },
};

const forms =
  'Write it as `values: [1, 2]`, `choice: [a, b]`, `int: [1, 9]`, `float: [0, 1]` or `log: [0.01, 1]`';

/** What may be searched beside the params of the candidates. */
function sharedSettings({ featureSteps, resamplers }: PluginCatalogue): readonly RegExp[] {
  const keys = [...featureKeys(featureSteps)].join('|');
  const resampling = ['method', ...[...resamplers].flatMap(({ params }) => Object.keys(params))];
  return [
    new RegExp(`^features\\..+\\.(${keys})$`),
    new RegExp(`^imbalance\\.(${resampling.join('|')})$`),
    /^calibrate$/,
    /^threshold\.(at|metric)$/,
  ];
}

function featureKeys(steps: PluginCatalogue['featureSteps']): ReadonlySet<string> {
  return new Set([
    ...Object.keys(steps),
    'drop',
    'indicator',
    ...Object.keys(featureParams(steps)),
  ]);
}

function isOfFeatures(path: string): boolean {
  return /^features\..+\./.test(path);
}

/** The settings of the same column. */
function keysBeside(path: string, { featureSteps }: PluginCatalogue): readonly string[] {
  const column = path.slice(0, path.lastIndexOf('.'));
  return [...featureKeys(featureSteps)].map((key) => `${column}.${key}`);
}
