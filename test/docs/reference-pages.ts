import { explanationOf, topics } from '../../src/cli/explanation.js';
import { plugins } from '../../src/cli/plugins.js';
import { errorCatalogue, exitCodes } from '../../src/errors/index.js';
import type { ListedPlugin, ListedSetting } from '../../src/project/plugin-catalogue.js';
import { markdownTable } from '../../src/ui/table.js';

const generated = '<!-- Generated from the code by `npm test -- -u`; do not edit. -->';

/** Every setting of `mlx.yaml`, from the schema. */
export function settingsPage(): string {
  const paths = topics()['settings'] ?? [];
  const blocks = paths.map(explanationOf).filter(({ settings }) => settings.length > 0);
  const top = paths.filter((path) => !path.includes('.'));
  return [
    '# mlx.yaml',
    generated,
    'Every block but `task` and `ingest` may be left out. Short forms: `ingest: data.csv`, `split: { test: 20% }`, `split: random`, `train: linear`,\n`train: { model: mlp, … }`, `columns: { id: id, plan: category }`, `features: { notes: drop }`, `search: { …: [1, 2, 3] }`, `deploy: local`.\n`mlx config` prints the long form of a project with the origin of each value; `mlx explain PATH` prints what stands here.',
    'Anywhere: `${env:NAME}`, `${env:NAME:-default}`, `${file:PATH}`. At the top: keys that start with `x-` are yours, for anchors.',
    '## The blocks',
    markdownTable({
      head: ['block', 'what it says'],
      rows: top.map((path) => [`\`${path}\``, explanationOf(path).title]),
    }),
    ...blocks.map(({ topic, title, settings }) =>
      [
        `## \`${topic}\``,
        title,
        markdownTable({
          head: ['setting', 'kind', 'meaning'],
          rows: settings.map(({ name, kind, description }) => [`\`${name}\``, kind, description]),
        }),
      ].join('\n\n'),
    ),
  ].join('\n\n');
}

/** Sources, split strategies, feature steps, models, samplers, metrics and targets, with their params. */
export function pluginsPage(): string {
  const { sources, splitStrategies, featureSteps, models, targets, samplers, metrics } = plugins;
  const { combineVerbs, qualityRules, matrixSteps, formats, smaller } = plugins;
  const registries: readonly (readonly [string, Iterable<Described>])[] = [
    ['Sources', sources],
    ['Ways to combine (`ingest: combine`)', [...combineVerbs].map(asDescribed)],
    ['Quality rules (`ingest: quality`)', [...qualityRules].map(asDescribed)],
    ['Split strategies', splitStrategies],
    ['Imputation (`features: impute`)', featureSteps.impute],
    ['Outliers (`features: outliers`)', featureSteps.outliers],
    ['Scaling (`features: scale`)', featureSteps.scale],
    ['Encoding (`features: encode`)', featureSteps.encode],
    ['Selection (`features: { _: { select } }`)', matrixSteps.select],
    ['Reduction (`features: { _: { reduce } }`)', matrixSteps.reduce],
    ['Model families', models],
    ['Formats (`package: formats`)', formats],
    ['Smaller models (`package: smaller`)', smaller],
    ['Targets', targets],
  ];
  const sections = registries.map(([title, registry]) =>
    [
      `## ${title}`,
      ...[...registry].map(({ name, summary, params }) => {
        const rows = Object.entries(params).map(([param, declared]) => [
          `\`${param}\``,
          'default' in declared ? `\`${JSON.stringify(declared.default)}\`` : '',
          declared.description,
        ]);
        const table =
          rows.length === 0
            ? []
            : [markdownTable({ head: ['param', 'default', 'meaning'], rows }).trimEnd()];
        return [`### \`${name}\``, summary, ...table].join('\n\n');
      }),
    ].join('\n\n'),
  );
  const samplerRows = [...samplers].map(({ name, summary }) => [`\`${name}\``, summary]);
  const metricRows = [...metrics].map(({ name, title, tasks, params = {} }) => [
    `\`${name}\``,
    title,
    tasks.join(', '),
    Object.entries(params)
      .map(([param, { description }]) => `\`${param}\`: ${description}`)
      .join('; '),
  ]);
  return [
    '# Plug-ins',
    generated,
    ...sections,
    '## Samplers',
    markdownTable({ head: ['sampler', 'how it searches'], rows: samplerRows }),
    '## Metrics',
    "Definitions and edge cases are scikit-learn's, where it has the metric. One that may be told something is written `fbeta(beta=2)`, or `{ fbeta: { beta: 2 } }`; see [requirements](../requirements.md).",
    markdownTable({
      head: ['metric', 'what it is', 'tasks', 'what it may be told'],
      rows: metricRows,
    }),
  ].join('\n\n');
}

interface Described {
  readonly name: string;
  readonly summary: string;
  readonly params: Readonly<Record<string, ListedSetting>>;
}

/** A plug-in that stands in a list has its settings where others have params. */
function asDescribed({ name, summary, properties }: ListedPlugin): Described {
  return { name, summary, params: properties };
}

/** Every error code with its explanation. */
export function errorsPage(): string {
  const sections = Object.entries(errorCatalogue)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, { title, explanation, exit }]) => {
      const { code: number, name } = exitCodes[exit];
      return `## \`${code}\`\n\n${title} · exit ${number} (${name})\n\n${explanation}`;
    });
  const intro =
    'The codes are stable: scripts may rely on them. `mlx explain CODE` prints the same text.';
  return `${['# Error codes', generated, intro, ...sections].join('\n\n')}\n`;
}

/** The table of exit codes. */
export function exitCodesPage(): string {
  const rows = Object.values(exitCodes).map(({ code, name, meaning }) => [
    String(code),
    name,
    meaning,
  ]);
  return [
    '# Exit codes',
    generated,
    'The last line on standard error names the code of a failure: `exit 5 (metric requirement)`.',
    markdownTable({ head: ['code', 'name', 'meaning'], rows }),
  ].join('\n\n');
}
