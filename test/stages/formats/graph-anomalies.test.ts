import { expect, test } from 'vitest';
import type { FormatSource } from '../../../src/delivery/formats/format.js';
import { modelFamilies } from '../../../src/learning/models/index.js';
import { predictorOf } from '../../../src/learning/models/predict.js';
import {
  feedsOf,
  inputsFile,
  outputsOf,
  writeModel,
} from '../../../src/stages/formats/graphs/graph-source.js';
import { runOnnx } from '../../helpers/graph-runs.js';
import { contextFor, dataFor, defaultsOf } from '../../learning/models/fixtures.js';

test('where labels judge anomalies, the graph still has the score alone', async () => {
  const data = dataFor('anomaly', 120);
  const family = modelFamilies.get('kmeans-distance');
  const { model } = await family.fit(data, defaultsOf(family.params), contextFor());
  const names = model.inputs;
  const source = {
    model,
    features: {
      ...{ version: 2, outputs: names, width: names.length },
      columns: names.map((name) => ({
        ...{ name, type: 'number', impute: { name: 'none', fill: null } },
        ...{ indicator: false, outputs: [name], required: true },
      })),
    },
    signature: {
      ...{ task: model.task, decision: { threshold: 0, why: 'as told' } },
      inputs: names.map((name) => ({ name, type: 'number', required: true })),
    },
  } as unknown as FormatSource;
  expect(model.task.classes).toHaveLength(2);
  expect(outputsOf(source)).toEqual(['answers']);
  const { bytes } = inputsFile(source, 'ONNX');
  expect(JSON.parse(bytes.toString())).toMatchObject({ answers: { value: 'how odd the row is' } });
  const matrix = data.train.x;
  const rows = Array.from({ length: 3 }, (_, row) =>
    Object.fromEntries(names.map((name, at) => [name, matrix.values[row * names.length + at]])),
  );
  const answers = await runOnnx({
    write: (graph) => writeModel(graph, source),
    feeds: await feedsOf(rows, source),
  });
  const expected = predictorOf(model)(matrix).values;
  for (const [row, answer] of answers.entries())
    expect(answer).toBeCloseTo(expected[row] ?? NaN, 9);
  expect(answers).toHaveLength(3);
});
