import { beforeAll, describe, expect, test } from 'vitest';
import type { Matrix } from '../../../src/contracts/matrix.js';
import type { TaskKind } from '../../../src/contracts/task.js';
import type { FormatSource } from '../../../src/delivery/formats/format.js';
import { composer, type Part } from '../../../src/learning/models/ensembles/compose.js';
import { modelFamilies } from '../../../src/learning/models/index.js';
import type { ModelFamily, TrainingData } from '../../../src/learning/models/model-family.js';
import { predictorOf } from '../../../src/learning/models/predict.js';
import { writeFamily } from '../../../src/stages/formats/graphs/families/index.js';
import { graphCannot } from '../../../src/stages/formats/graphs/graph-source.js';
import {
  type Asked,
  matrixFeed,
  nativeTensorflow,
  runOnnx,
  runTensorflow,
} from '../../helpers/graph-runs.js';
import { contextFor, dataFor, defaultsOf, neededRows } from '../../learning/models/fixtures.js';

interface Case {
  readonly title: string;
  readonly kind: TaskKind;
  readonly family: ModelFamily;
  readonly params?: object;
}

const quick: Readonly<Record<string, object>> = {
  mlp: { epochs: 3 },
  autoencoder: { epochs: 3 },
  'image-cnn': { epochs: 1 },
  'text-network': { epochs: 1 },
  'gradient-boosting': { trees: 20 },
  'random-forest': { trees: 11 },
  'extra-trees': { trees: 11 },
  'one-class-svm': { features: 50 },
};

const everyFamily: readonly Case[] = [...modelFamilies].flatMap((family) =>
  family.tasks
    .filter((kind) => kind !== 'forecast')
    .map((kind) => ({ title: `${family.name} for ${kind}`, kind, family })),
);

const get = (name: string): ModelFamily => modelFamilies.get(name);

/** What else changes the way a family is written. */
const variants: readonly Case[] = [
  {
    title: 'linear of counts',
    kind: 'regression',
    family: get('linear'),
    params: { objective: 'poisson' },
  },
  {
    title: 'mlp with gelu and residual layers',
    kind: 'regression',
    family: get('mlp'),
    params: { layers: [3, 3], activation: 'gelu', residual: true },
  },
  {
    title: 'text-network with a memory',
    kind: 'multiclass',
    family: get('text-network'),
    params: { body: 'gru' },
  },
  ...(['manhattan', 'cosine'] as const).map((metric) => ({
    title: `nearest-neighbours by ${metric}, weighted by distance`,
    ...{ kind: 'multiclass' as const, family: get('nearest-neighbours') },
    params: { metric, weights: 'distance', class_weight: 'balanced' },
  })),
  ...(['multinomial', 'complement', 'bernoulli'] as const).map((kind) => ({
    title: `naive-bayes, ${kind}`,
    ...{ kind: 'multiclass' as const, family: get('naive-bayes'), params: { kind } },
  })),
];

const cases = [...everyFamily, ...variants];

interface Built extends Asked {
  readonly expected: readonly number[];
}

const native = nativeTensorflow();

describe('every family that learns from rows', () => {
  const built = new Map<string, Built>();
  const inTensorflow = new Map<string, readonly number[]>();

  beforeAll(async () => {
    for (const each of cases) built.set(each.title, await build(each));
    if (native === undefined) return;
    const all = await runTensorflow(native, [...built.values()]);
    for (const [at, title] of [...built.keys()].entries()) inTensorflow.set(title, all[at] ?? []);
  }, 240_000);

  test.each(cases)('$title answers in ONNX as it does here', async ({ title }) => {
    const { expected, ...asked } = built.get(title) as Built;
    near(await runOnnx(asked), expected, precisionOf(title));
  });

  test.skipIf(native === undefined).each(cases)(
    '$title answers in TensorFlow as it does here (needs `mlx doctor --fix`)',
    ({ title }) => {
      near(inTensorflow.get(title) ?? [], built.get(title)?.expected ?? [], precisionOf(title));
    },
  );

  test('a product and its scale stay doubles, which onnxruntime would scale in float32', async () => {
    const said = await runOnnx({
      write: (graph) => {
        const features = graph.input({ name: 'features', kind: 'float', width: 1 });
        const product = graph.op(
          'matMul',
          graph.cast(features, 'double'),
          graph.numbers([1], [1, 1]),
        );
        const [scaled, divided] = [
          graph.op('mul', product, graph.number(0.1)),
          graph.op('div', product, graph.number(3)),
        ];
        graph.output(graph.concat([scaled, divided]), {
          name: 'answers',
          kind: 'double',
          width: 2,
        });
      },
      feeds: [{ name: 'features', type: 'float', data: [1e6], dims: [1, 1] }],
    });
    expect(said[0]).toBeCloseTo(1e5, 9);
    expect(said[1]).toBeCloseTo(1e6 / 3, 9);
  });

  test('operators of later opsets are written as those have them', async () => {
    const { expected, ...asked } = built.get('kmeans-distance for anomaly') as Built;
    near(await runOnnx(asked, 21), expected, 1e-9);
  });
});

describe('what no graph says is refused', () => {
  const reason = (facts: object) =>
    graphCannot({ model: { config: {}, weights: {}, ...facts } } as unknown as FormatSource);

  test.each([
    ['a model of the project', { modules: [{}], family: './model.ts' }, 'one of your own'],
    ['a family without words', { task: { kind: 'regression' }, family: 'new' }, 'cannot say `new`'],
    [
      'an ensemble of one',
      {
        ...{ task: { kind: 'regression' }, family: 'voting' },
        config: { members: [{ name: 'a', start: 0, family: 'new', inputs: [], config: {} }] },
      },
      'cannot say `new`',
    ],
  ])('%s', (_title, facts, words) => {
    expect(reason(facts)).toContain(words);
  });

  test('and nothing else', () => {
    expect(reason({ task: { kind: 'regression' }, family: 'linear' })).toBeUndefined();
  });
});

/** Convolutions are float32, all else is double. */
const precisionOf = (title: string): number => (title.startsWith('image-cnn') ? 1e-5 : 1e-9);

function near(said: readonly number[], expected: readonly number[], precision: number): void {
  expect(said).toHaveLength(expected.length);
  // Targets are in the hundreds.
  const size = Math.max(1, ...expected.map(Math.abs));
  const far = said.map((value, at) => Math.abs(value - (expected[at] as number)) / size);
  expect(Math.max(...far)).toBeLessThan(precision);
}

async function build({ kind, family, params }: Case): Promise<Built> {
  const data = prepared(family, dataFor(kind, 120, family.needs), params);
  const values = { ...defaultsOf(family.params), ...quick[family.name], ...params };
  const { model } = await fit(family, data, values);
  const fresh = neededRows(kind, { count: 40, seed: 3, needs: family.needs }).x;
  const matrix = prepared(family, { ...data, train: { x: fresh, y: data.train.y } }, params).train
    .x;
  const { values: expected, width } = predictorOf(model)(matrix);
  return {
    write: (graph) => {
      const features = graph.input({
        name: 'features',
        kind: 'float',
        width: matrix.columns.length,
      });
      const answers = writeFamily(graph, model, features);
      graph.output(answers, { name: 'answers', kind: 'double', width });
    },
    feeds: [matrixFeed(matrix)],
    expected: Array.from(expected),
  };
}

/** Families that read columns as they are get a category and missing values; counts may not be negative. */
function prepared(family: ModelFamily, data: TrainingData, params: object = {}): TrainingData {
  const isCount = 'kind' in params || 'objective' in params;
  const change = ({ x, y, ...rest }: TrainingData['train']) => ({
    ...rest,
    y: 'objective' in params ? y.map((value) => Math.max(0, Math.round(value))) : y,
    x: isCount
      ? { ...x, values: x.values.map((value) => Math.max(0, Math.round(value))) }
      : family.reads === 'native' && family.needs === undefined
        ? withCategory(x)
        : x,
  });
  return {
    ...data,
    train: change(data.train),
    ...(data.validation && { validation: change(data.validation) }),
  };
}

/** The third number becomes a code of 0 to 4; some of the first are missing, and of the codes. */
function withCategory({ rows, columns, values }: Matrix): Matrix {
  const changed = values.map((value, at) => {
    const [row, column] = [Math.floor(at / columns.length), at % columns.length];
    if (column === 0) return row % 7 === 3 ? NaN : value;
    if (column === 2) return row % 11 === 5 ? NaN : Math.min(4, Math.abs(Math.round(2 * value)));
    return value;
  });
  const block = { name: 'x2', kind: 'category', start: 2, width: 1, levels: 6 } as const;
  return { rows, columns, values: changed, blocks: [block] };
}

/** Ensembles are of a line and of a small forest, which read the same columns. */
async function fit(family: ModelFamily, data: TrainingData, values: Record<string, never>) {
  if (family.composes !== true) return family.fit(data, values, contextFor());
  const names = ['naive', 'forest'] as const;
  const members = data.task.kind === 'regression' ? (['forest', 'more'] as const) : names;
  const partOf = (name: string, changes: object = {}): Part => {
    const made = get(name);
    const params = { ...defaultsOf(made.params), ...changes };
    return { family: made, params, start: 0, width: 3 };
  };
  const parts = new Map([
    ['naive', partOf('naive-bayes')],
    ['forest', partOf('random-forest', { trees: 7 })],
    ['more', partOf('extra-trees', { trees: 7 })],
  ]);
  const context = composer(data, { parts, families: modelFamilies, context: contextFor() });
  const own = family.name === 'bagging' ? { of: 'forest', copies: 3 } : { of: members };
  return family.fit(data, { ...values, ...own }, context);
}
