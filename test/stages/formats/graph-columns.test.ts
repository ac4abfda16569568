import { describe, expect, test } from 'vitest';
import type { Batch } from '../../../src/contracts/batch.js';
import type { Calibration } from '../../../src/contracts/model.js';
import type { FittedColumn, FittedFeatures } from '../../../src/data/features/fitted-features.js';
import { matrixOf } from '../../../src/data/features/transform.js';
import { calibrated } from '../../../src/learning/probabilities/calibration.js';
import { calibratedAnswers } from '../../../src/stages/formats/graphs/answers.js';
import { featuresOf, unsaidStep } from '../../../src/stages/formats/graphs/columns.js';
import type { Feed } from '../../../src/stages/formats/graphs/feed.js';
import {
  type Asked,
  matrixFeed,
  nativeTensorflow,
  runOnnx,
  runTensorflow,
} from '../../helpers/graph-runs.js';

const number = (name: string, facts: Partial<FittedColumn>): FittedColumn => ({
  name,
  type: 'number',
  impute: { name: 'median', fill: 2 },
  indicator: false,
  outputs: [name],
  required: false,
  ...facts,
});

const category = (name: string, facts: Partial<FittedColumn>): FittedColumn => ({
  name,
  type: 'category',
  impute: { name: 'none', fill: null },
  indicator: false,
  outputs: [name],
  required: false,
  ...facts,
});

const colours = ['red', 'green', 'blue'];

const columns: readonly FittedColumn[] = [
  number('size', {
    scale: { name: 'standard', state: { mean: 3, sd: 2 } },
    outliers: { name: 'clip', state: { low: -1, high: 8 } },
    ...{ indicator: true, outputs: ['size', 'size=(missing)'] },
  }),
  number('size', { scale: { name: 'min-max', state: { min: -1, max: 7 } } }),
  number('size', { scale: { name: 'robust', state: { median: 1, range: 3 } } }),
  number('size', { scale: { name: 'standard', state: { mean: 3, sd: 0 } } }),
  number('size', { scale: { name: 'log', state: { mean: 0.5, sd: 2 } } }),
  number('size', { scale: { name: 'yeo-johnson', state: { lambda: 0.3, mean: 1, sd: 2 } } }),
  number('size', { scale: { name: 'yeo-johnson', state: { lambda: 2, mean: 1, sd: 2 } } }),
  number('size', { impute: { name: 'none', fill: null }, keepsMissing: true }),
  category('colour', {
    encode: [
      { name: 'one-hot', state: { categories: colours, missing: true, other: true }, width: 5 },
      { name: 'frequency', state: { categories: colours, values: [3, 2, 1, 0.5, 0] }, width: 1 },
    ],
    ...{ indicator: true, outputs: ['r', 'g', 'b', 'missing', 'other', 'frequency', 'is missing'] },
  }),
  category('colour', {
    impute: { name: 'constant', fill: 'blue' },
    encode: [
      {
        ...{ name: 'target', width: 2 },
        state: {
          categories: colours,
          names: ['a', 'b'],
          values: [
            [1, 2, 3, 4, 5],
            [6, 7, 8, 9, 10],
          ],
        },
      },
    ],
    outputs: ['a', 'b'],
  }),
  category('colour', {
    encode: [
      {
        ...{ name: 'codes', state: { categories: colours }, width: 1 },
        block: { kind: 'category', levels: 4 },
      },
    ],
    keepsMissing: true,
  }),
  category('colour', {
    encode: [
      {
        name: 'ordinal',
        state: { order: ['blue', 'green', 'red'], values: [0, 1, 2, null] },
        width: 1,
      },
    ],
    keepsMissing: true,
  }),
];
const outputs = columns.flatMap((column) => column.outputs);
const fitted: FittedFeatures = { version: 2, columns, outputs, width: outputs.length };

const sizes = [1, -0.5, 20, -7, NaN, Infinity, 0, 4];
const texts = ['red', 'blue', null, 'green', 'mauve', 'red', 'blue', null];
const batch: Batch = {
  rows: sizes.length,
  columns: new Map([
    ['size', { kind: 'number', values: Float64Array.from(sizes) }],
    ['colour', { kind: 'string', values: texts }],
  ]),
};
const feeds: readonly Feed[] = [
  {
    name: 'size',
    type: 'double',
    data: sizes.map((cell) => (Number.isNaN(cell) ? null : cell)),
    dims: [8, 1],
  },
  { name: 'colour', type: 'string', data: texts.map((text) => text ?? ''), dims: [8, 1] },
];

const preprocessing: Asked = {
  write: (graph) => {
    const features = graph.cast(featuresOf(graph, fitted), 'double');
    graph.output(features, { name: 'answers', kind: 'double', width: fitted.width });
  },
  // An infinity is no JSON: for TensorFlow, which gets these by way of JSON, it is a missing value, as it is for mlx.
  feeds: feeds.map((feed) => ({
    ...feed,
    data: feed.data.map((cell) => (cell === Infinity ? null : cell)),
  })),
};

const shares = Float32Array.of(0.2, 0.5, 0.3, 0, 0, 1, 0.6, 0.4, 0, 0.34, 0.33, 0.33);
const lines: Calibration = {
  method: 'platt',
  curves: [
    { a: -2, b: 0.5 },
    { a: -1, b: 0 },
    { a: -0.5, b: 1 },
  ],
};
const risen = { from: [-3, -1, 0, 2], to: [0, 0.2, 0.2, 0.9] };
const steps: Calibration = { method: 'isotonic', curves: [risen, { from: [0], to: [0.4] }, risen] };

function curved(
  calibration: Calibration,
  width: number,
): Asked & { readonly expected: readonly number[] } {
  const rows = 12 / width;
  const matrix = {
    rows,
    columns: Array.from({ length: width }, (_, at) => `p${at}`),
    values: shares,
  };
  const values = Float64Array.from(shares);
  const said = calibrated(() => ({ rows, width, values }), calibration)(matrix);
  return {
    write: (graph) => {
      const raw = graph.input({ name: 'features', kind: 'float', width });
      const answers = calibratedAnswers(graph, graph.cast(raw, 'double'), calibration);
      graph.output(answers, { name: 'answers', kind: 'double', width });
    },
    feeds: [matrixFeed(matrix)],
    expected: Array.from(said.values),
  };
}

const cases = [
  {
    title: 'preprocessing',
    ...preprocessing,
    expected: Array.from(matrixOf(fitted, batch).values),
  },
  { title: 'Platt’s calibration of three classes', ...curved(lines, 3) },
  { title: 'isotonic calibration of three classes', ...curved(steps, 3) },
];

const native = nativeTensorflow();

describe('what a graph does before and after a family', () => {
  test.each(cases)('$title is the same in ONNX', async ({ expected, ...asked }) => {
    near(await runOnnx(asked), expected);
  });

  test.skipIf(native === undefined)(
    'and the same in TensorFlow (needs `mlx doctor --fix`)',
    async () => {
      const said = await runTensorflow(native ?? '', cases);
      for (const [at, { expected }] of cases.entries()) near(said[at] ?? [], expected);
    },
    120_000,
  );

  test('a step that it has no words for is named', () => {
    const column = category('note', { encode: [{ name: 'tfidf', state: {}, width: 3 }] });
    expect(unsaidStep(fitted)).toBeUndefined();
    expect(unsaidStep({ ...fitted, columns: [column] })).toBe('encode: tfidf of note');
  });
});

function near(said: readonly number[], expected: readonly number[]): void {
  expect(said).toHaveLength(expected.length);
  for (const [at, value] of said.entries()) {
    if (Number.isNaN(expected[at])) expect(value).toBeNaN();
    else expect(Math.abs(value - (expected[at] as number))).toBeLessThan(1e-5);
  }
}
