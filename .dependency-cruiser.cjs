/** Who may import whom. `src/` folders from the bottom up; a folder sees only those below it. */
const layers = [
  ['errors'],
  ['registry', 'contracts'],
  ['artifacts', 'project', 'ledger', 'services'],
  ['data', 'learning', 'delivery'],
  ['pipeline'],
  ['stages', 'targets'],
  ['erasure'],
  ['ui'],
  ['costs'],
  ['reports'],
  ['cli'],
  ['main'],
];

const layerRules = layers.flatMap((folders, height) =>
  folders.map((folder) => ({
    name: `${folder}-sees-only-what-is-below`,
    severity: 'error',
    from: { path: `^src/${folder}(/|\\.ts$)` },
    to: {
      path: '^src/',
      pathNot: [
        `^src/${folder}(/|\\.ts$)`,
        ...layers
          .slice(0, height)
          .flat()
          .map((below) => `^src/${below}(/|\\.ts$)`),
      ],
    },
  })),
);

/** Plug-in folders, and the files in each that are not plug-ins. */
const plugins = {
  'data/sources': 'index|source',
  'data/combine': 'index|combine-verb',
  'data/quality/rules': 'index|rule',
  'data/splits': 'index|split-strategy',
  'data/features/steps': 'index|step',
  'learning/models': 'index|model-family|predict|network',
  'learning/metrics':
    'index|metric|metric-names|told-metric|confusion|ranking|top-rows|calibration-bins|averages|forecast-truth|clusters|drawn-weights',
  'learning/resampling': 'index|resample|resampler|training-rows',
  'learning/tuners': 'index|sampler|search-space|pruner|parse-space|importance',
  'learning/smaller': 'index|smaller-method',
  'artifacts/packings': 'index|packing|sparse',
  targets: 'index|target|job-protocol',
};

const pluginRules = Object.entries(plugins).map(([folder, shared]) => ({
  name: `plug-ins-of-${folder.replaceAll('/', '-')}-do-not-know-each-other`,
  comment: 'Share through the contract file, not sideways.',
  severity: 'error',
  from: { path: `^src/${folder}/(?!(${shared})\\.ts)[^/]+\\.ts$` },
  to: { path: `^src/${folder}/(?!(${shared})\\.ts)[^/]+\\.ts$` },
}));

module.exports = {
  forbidden: [
    ...layerRules,
    ...pluginRules,
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'learning-is-pure',
      comment: 'Models, metrics and tuners see numbers, never files, processes or the clock.',
      severity: 'error',
      from: {
        path: '^src/(learning/(models|metrics|judging|insight|tuners|smaller|neighbours|probabilities|resampling)|contracts|costs)/',
      },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'shaping-alone-brings-columns-and-steps-together',
      comment: 'Of columns, steps know the settings only; columns know nothing of steps.',
      severity: 'error',
      from: { path: '^src/data/(columns|steps)/' },
      to: {
        path: '^src/data/(columns|steps|shaping)/',
        pathNot: ['^src/data/$1/', '^src/data/columns/column-settings\\.ts$'],
      },
    },
    {
      name: 'only-the-cli-parses-flags',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/cli/' },
      to: { path: 'node_modules/commander' },
    },
    {
      name: 'only-the-ui-draws',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/ui/' },
      to: { path: 'node_modules/(ink|react|cli-progress)/' },
    },
    {
      name: 'heavy-packages-load-late',
      comment: '`mlx --help` must stay fast: await import() these where they are used.',
      severity: 'error',
      from: { path: '^src/' },
      to: {
        path: 'node_modules/(@tensorflow|@duckdb|@swc|@aws-sdk|apache-arrow|es-module-lexer|ink|react|execa|fastify|@fastify|pino|prom-client|jose|cli-progress|saxes|pg|pg-cursor|mysql2|node-sqlite3-wasm)/',
        dynamic: false,
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'only-the-loader-vouches-for-training-rows',
      comment: 'So that nothing but the training split can be resampled.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(learning/resampling/|stages/load-rows\\.ts$)' },
      to: {
        path: '^src/learning/resampling/training-rows\\.ts$',
        dependencyTypesNot: ['type-only'],
      },
    },
    { name: 'no-orphans', severity: 'error', from: { orphan: true, path: '^src/' }, to: {} },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.js'] },
  },
};
